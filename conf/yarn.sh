#!/usr/bin/env bash
# Runs a job on YARN; the driver runs on the cluster, too.
#
#   SPARK_HOME=/opt/spark HADOOP_CONF_DIR=/etc/hadoop/conf conf/yarn.sh augment --config hdfs:///conf/spatial.conf \
#     --input 'hdfs:///photos/*/*.jpg' --output hdfs:///photos-spatial
#
# DROPSHARD_JAR may name a jar on HDFS, which then need not be sent each time. The exit code is
# spark-submit's: 0 if the job did what it was asked, else 1; the job's own code is in the driver's log.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

exec "${SPARK_HOME:?names a Spark 4.2 installation}/bin/spark-submit" \
  --master yarn \
  --deploy-mode cluster \
  --properties-file "$here/spark-defaults.conf" \
  --driver-memory 2g \
  --executor-memory 4g \
  --executor-cores 4 \
  --conf spark.dynamicAllocation.enabled=true \
  --conf spark.dynamicAllocation.shuffleTracking.enabled=true \
  --conf spark.yarn.maxAppAttempts=1 \
  --class org.dropshard.job.Main \
  "${DROPSHARD_JAR:-$here/../job/target/dropshard.jar}" "$@"
