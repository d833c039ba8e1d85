import json

from airflow.exceptions import AirflowException

TEMPLATED = {"application", "conf", "application_args", "name"}


class SparkSubmitOperator:
    def __init__(self, *, task_id, conn_id, application, java_class, name, conf, application_args, execution_timeout):
        settings = {key: value for key, value in locals().items() if key != "self"}
        assert all(isinstance(word, str) for word in application_args)
        for key, value in settings.items():
            assert "{{" not in str(value) or key in TEMPLATED, f"{key} is no template"
        print(json.dumps(settings, default=str))
        self.output = self

    def execute(self, context):
        """Ends as Spark's hook does, which tells the exit code in its words alone."""
        if context["exit_code"]:
            raise AirflowException(f"Cannot execute: ['spark-submit', …]. Error code is: {context['exit_code']}.")
