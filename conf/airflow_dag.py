"""Spatial dropout on each day's photographs: a DAG for Airflow 2.9 and later, with its Apache Spark provider.

Retries are safe: a run has the name of its DAG run, and an output takes in each name once. A retry of a run
that had ended well finds it done and ends well itself.
"""

from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(
    dag_id="dropshard_photos",
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,  # the output takes one run at a time
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=5),
        "retry_exponential_backoff": True,
    },
    tags=["dropshard"],
) as dag:
    SparkSubmitOperator(
        task_id="augment",
        conn_id="spark_default",
        application="/opt/dropshard/dropshard.jar",
        java_class="org.dropshard.job.Main",
        name="dropshard-photos-{{ ds_nodash }}",
        conf={"spark.executor.memory": "4g", "spark.executor.cores": "4"},
        application_args=[
            "augment",
            "--input", "s3a://photos/{{ ds }}/*.jpg",
            "--kind", "spatial",
            "--drop", "0.3",
            "--seed", "42",
            "--output", "s3a://photos-spatial",
            "--if-exists", "append",
            "--run-id", "{{ run_id }}",
            "--on-error", "quarantine",
            "--max-bad", "1%",
            "--progress", "plain",
        ],
        execution_timeout=timedelta(hours=6),
    )
