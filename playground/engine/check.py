"""examine: everything that can be known of a project before it trains."""

from __future__ import annotations

import math
from dataclasses import replace

from playground.catalog import DataFacts, Report, check, fix, problem
from playground.data.dataset import Dataset
from playground.project import Problem, Project

from .devices import precisions, title
from .memory import too_large
from .shapes import Plan, infer
from .tasks import facts_of


def examine(project: Project, dataset: Dataset, device: str = "cpu") -> tuple[Report, Plan | None]:
    """The report of a project on its data, and the plan to build where there is no error.

    What cannot fit into the memory of `device`, or be trained there in the precision wanted, is an error
    too.
    """
    report, plan = examine_facts(project, facts_of(dataset, project.content.task.kind))
    lacking = _precision_problem(project.training.precision, device)
    if lacking is not None:
        return replace(report, problems=(lacking, *report.problems)), None
    if plan is not None:
        trouble = too_large(plan, project, dataset, report.parameters, device)
        if trouble is not None:
            return replace(report, problems=(trouble, *report.problems)), None
    return report, plan


def examine_facts(project: Project, facts: DataFacts) -> tuple[Report, Plan | None]:
    """As `examine`, when only the shape of the data is known."""
    problems = list(check(project, facts))
    shaped = infer(project, facts)
    problems += shaped.problems
    if shaped.plan is not None:
        problems += _batch_problems(project, facts, shaped.plan)
        learning = {layer.id for layer in shaped.plan.network.layers if not layer.frozen}
        if not any(layer.parameters and layer.id in learning for layer in shaped.layers.values()):
            problems.append(problem("nothing_can_learn", network=project.network.name))
    problems.sort(key=lambda p: p.severity)
    report = Report(shaped.layers, tuple(problems), shaped.blocks, tuple(facts.shapes))
    return report, None if report.errors else shaped.plan


def _precision_problem(wanted: str, device: str) -> Problem | None:
    """A precision that the device has not; the nearest that it has mends it."""
    known = precisions(device)
    if wanted in known:
        return None
    return problem(
        "no_such_precision",
        setting="training.precision",
        precision=wanted,
        device=title(device),
        known=", ".join(known),
        repair=fix("precision", value=known[-1]),
    )


def _batch_problems(project: Project, facts: DataFacts, plan: Plan) -> list[Problem]:
    """Batch norm needs two numbers of each feature, which a batch of one gives only where a feature
    is a whole map."""
    if project.training.batch_size > 1 and facts.training_samples != 1:
        return []
    layers = [plan.network.by_id[i] for i in plan.active]
    return [
        problem("batch_of_one", network=plan.network.name, layer=layer.id, repair=fix("batch_size", value=10))
        for layer in layers
        if layer.kind.startswith("BatchNorm")
        and not layer.bypassed
        and math.prod(plan.shapes[layer.id][1:]) == 1
    ]
