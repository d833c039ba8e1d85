"""Stands in for Airflow: takes what the example uses, refuses what Airflow's classes do not have."""

import json


class DAG:
    def __init__(self, *, dag_id, schedule, start_date, catchup, max_active_runs, default_args, tags):
        assert start_date.tzinfo is not None
        self.settings = {"dag_id": dag_id, "schedule": schedule, "catchup": catchup,
                         "max_active_runs": max_active_runs, "default_args": default_args, "tags": tags}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        print(json.dumps(self.settings, default=str))
