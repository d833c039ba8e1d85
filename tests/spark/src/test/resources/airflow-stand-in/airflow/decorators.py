"""Tasks are made when they are called; a branch names the tasks after it that run."""


class Task:
    def __init__(self, function, arguments):
        self.function, self.arguments, self.after = function, arguments, []

    def __rshift__(self, tasks):
        self.after += tasks
        return tasks


MADE = {}


def task(function):
    def make(*arguments):
        MADE[function.__name__] = Task(function, arguments)
        return MADE[function.__name__]

    return make


task.branch = task
