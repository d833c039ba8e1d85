"""Spatial dropout on each day's photographs: a DAG for Airflow 2.9 and later, with its Apache Spark provider.

Retries are safe: a run has the name of its DAG run, and an output takes in each name once. A retry of a run
that had ended well finds it done and ends well itself.

A day that is not as expected is not published: augment ends with exit code 6, the output stays as it was, and the
branch "refused" is taken, which fails and so alerts whom a failed task alerts. Trying again would not help, so it is
not tried again. What needs the new rows goes after "published".
"""

from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.decorators import task
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

REFUSED = 6  # the exit code of a run that missed an expectation


class GatedSubmit(SparkSubmitOperator):
    """Tells a refused run, whose branch it names, from one that failed and is tried again.

    By the exit code that spark-submit hands on where the driver runs beside it, in client mode.
    """

    def execute(self, context):
        try:
            super().execute(context)
        except AirflowException as failure:
            if f"Error code is: {REFUSED}." not in str(failure):
                raise
            return "refused"
        return "published"


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
    augment = GatedSubmit(
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
            "--expect", "rows.bad <= 1%", "drop_rate within bound", "types.new = 0",
            "--baseline", "latest",
            "--max-drift", "mean=0.5,std=2,histogram=0.3",
            "--progress", "plain",
        ],
        execution_timeout=timedelta(hours=6),
    )

    @task.branch
    def gate(branch):
        return branch

    @task
    def published():
        """The day is in the output."""

    @task
    def refused():
        raise AirflowFailException("not as expected, and not published: see s3a://photos-spatial.refused.html")

    gate(augment.output) >> [published(), refused()]
