#!/usr/bin/env bash
# Runs a job on a standalone Spark cluster; the driver runs here, and its exit code is the job's.
#
#   SPARK_HOME=/opt/spark SPARK_MASTER=spark://host:7077 conf/standalone.sh augment --config conf/spatial.conf \
#     --input /mnt/shared/photos --output /mnt/shared/photos-spatial
#
# Paths are those that all machines see: a shared folder, HDFS or an object store.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

exec "${SPARK_HOME:?names a Spark 4.2 installation}/bin/spark-submit" \
  --master "${SPARK_MASTER:?names the cluster, spark://host:7077}" \
  --properties-file "$here/spark-defaults.conf" \
  --driver-memory 2g \
  --executor-memory 4g \
  --class org.dropshard.job.Main \
  "${DROPSHARD_JAR:-$here/../job/target/dropshard.jar}" "$@"
