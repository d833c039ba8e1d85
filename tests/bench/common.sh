# For the scripts beside it: builds the job and the benchmarks, and runs one of them on Spark.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mvn -q -B -Pbench,embedded-spark -pl tests/bench,job -am package -DskipTests
export SPARK_HOME=$PWD/job/target/spark SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1
bench_data=${DROPSHARD_BENCH_DATA:-$PWD/tests/bench/target/data}

# submit CLASS RESULTS [arguments]: Spark's launcher says how to start SparkSubmit, that is the class
# path, the heap and the module options of this Spark. The heap has its size from the start: one that grows
# again after each collection makes the collector the largest part of every job.
submit() {
  local class=$1 results=$PWD/tests/bench/target/$2 command launcher
  launcher=("$SPARK_HOME"/jars/spark-launcher_*.jar)
  mapfile -d '' -t command < <(java -cp "${launcher[0]}" org.apache.spark.launcher.Main \
    org.apache.spark.deploy.SparkSubmit --class "$class" \
    --driver-memory 4g --driver-java-options "-Xms4g -Ddropshard.bench=$bench_data \
    -Ddropshard.bench.results=$results.jsonl ${DROPSHARD_BENCH_JAVA:-} \
    -Dlog4j.configurationFile=$PWD/conf/log4j2.properties" \
    --jars "$PWD/job/target/dropshard.jar" "$PWD/tests/bench/target/bench.jar" "${@:3}")
  command=("${command[@]:1}") # after an empty word and a newline
  command[0]=${command[0]#$'\n'}
  "${command[@]}" | tee -a "$results.txt"
}
