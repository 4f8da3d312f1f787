"""Metrics: how good predictions are. The mathematics is in `engine.metrics`, under the same names."""

from playground.catalog.kinds import Aim, MetricKind, by_name

EACH: tuple[Aim, ...] = ("classes", "labels")
"""What is measured for each class or label by itself, and then the mean."""

METRICS: dict[str, MetricKind] = by_name(
    (
        MetricKind(
            name="accuracy",
            label="Accuracy",
            targets=("classes",),
            share=True,
            help="The share of samples whose class was said rightly.",
            formula=r"\frac{right}{all}",
        ),
        MetricKind(
            name="exact_match",
            label="Exact match",
            targets=("labels",),
            share=True,
            help="The share of samples of which every label was said rightly.",
            formula=r"\frac{all\ labels\ right}{all}",
        ),
        MetricKind(
            name="label_accuracy",
            label="Accuracy per label",
            targets=("labels",),
            share=True,
            help="The share of right answers, yes or no, over all samples and labels.",
            formula=r"\frac{right}{n K}",
        ),
        MetricKind(
            name="balanced_accuracy",
            label="Balanced accuracy",
            targets=("classes",),
            share=True,
            help="The mean of the classes' recalls: a rare class counts as much as a common one.",
            formula=r"\frac{1}{K} \sum_k \frac{TP_k}{TP_k + FN_k}",
        ),
        MetricKind(
            name="top_3_accuracy",
            label="Top-3 accuracy",
            targets=("classes",),
            share=True,
            beyond=3,
            help="The share of samples whose class is among the three believed in most.",
            formula=r"\frac{right\ in\ 3}{all}",
        ),
        MetricKind(
            name="precision",
            label="Precision",
            targets=EACH,
            share=True,
            help="Of what was called a class, the share that is of it; the mean over the classes.",
            formula=r"\frac{1}{K} \sum_k \frac{TP_k}{TP_k + FP_k}",
        ),
        MetricKind(
            name="recall",
            label="Recall",
            targets=EACH,
            share=True,
            help="Of what is of a class, the share that was called it; the mean over the classes.",
            formula=r"\frac{1}{K} \sum_k \frac{TP_k}{TP_k + FN_k}",
        ),
        MetricKind(
            name="f1",
            label="F1",
            targets=EACH,
            share=True,
            help="Precision and recall in one number, which is low where either is; the mean over the "
            "classes.",
            formula=r"\frac{1}{K} \sum_k \frac{2 TP_k}{2 TP_k + FP_k + FN_k}",
        ),
        MetricKind(
            name="roc_auc",
            label="ROC AUC",
            targets=EACH,
            help="How often a sample of a class gets a higher share for it than one that is not of it: "
            "1 is perfect, 0.5 a guess; the mean over the classes.",
            formula=r"P(s_{pos} > s_{neg})",
        ),
        MetricKind(
            name="mae",
            label="Mean absolute error",
            targets=("numbers",),
            better="low",
            help="How far off a prediction is on average, in the data's own units.",
            formula=r"\frac{1}{n} \sum |x - y|",
        ),
        MetricKind(
            name="rmse",
            label="Root mean squared error",
            targets=("numbers",),
            better="low",
            help="As the mean absolute error, but being far off once counts more than being a little "
            "off often; in the data's own units.",
            formula=r"\sqrt{\frac{1}{n} \sum (x - y)^2}",
        ),
        MetricKind(
            name="r2",
            label="R²",
            targets=("numbers",),
            help="The share of the numbers' spread that is explained: 1 is perfect, 0 is no better than "
            "always saying the mean.",
            formula=r"1 - \frac{\sum (x - y)^2}{\sum (y - \bar{y})^2}",
        ),
        MetricKind(
            name="mse",
            label="Reconstruction error",
            targets=("inputs",),
            better="low",
            help="The mean squared difference between what comes out and what went in.",
            formula=r"\frac{1}{n} \sum (x - y)^2",
        ),
        MetricKind(
            name="kl",
            label="KL divergence",
            targets=("inputs",),
            better="low",
            help="How far the codes of a variational network are from standard normal ones, summed over "
            "the code; measured where there is a Sample layer.",
            formula=r"\frac{1}{2} \sum (\mu^2 + \sigma^2 - 1 - \ln \sigma^2)",
        ),
    )
)
