"""Convolution and pooling over pictures (N C H W)."""

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

KERNEL = Parameter(
    "kernel_size",
    "size",
    3,
    minimum=1,
    maximum=64,
    slider=(1, 11),
    label="Kernel size",
    unit="px",
    help="Height and width of the window that slides over the picture.",
)
STRIDE = Parameter(
    "stride",
    "size",
    1,
    minimum=1,
    maximum=64,
    slider=(1, 8),
    label="Stride",
    unit="px",
    help="How far the window moves each time: 2 halves the picture.",
)
POOL_STRIDE = Parameter(
    "stride",
    "size",
    None,
    minimum=1,
    maximum=64,
    slider=(1, 8),
    optional=True,
    none_text="as the kernel",
    label="Stride",
    unit="px",
    help="How far the window moves each time; as the kernel unless set.",
)
PADDING = Parameter(
    "padding",
    "size",
    0,
    minimum=0,
    maximum=64,
    slider=(0, 8),
    label="Padding",
    unit="px",
    help="How many pixels are added around the picture first. Half the kernel keeps its size.",
)
DILATION = Parameter(
    "dilation",
    "size",
    1,
    minimum=1,
    maximum=64,
    slider=(1, 8),
    label="Dilation",
    unit="px",
    advanced=True,
    help="Distance between the window's own pixels.",
)
CEIL = Parameter(
    "ceil_mode",
    "bool",
    False,
    label="Round up",
    advanced=True,
    help="Whether a window that hangs over the edge still counts.",
)

LAYERS = (
    LayerKind(
        name="Conv2d",
        category="Convolution",
        target="torch.nn.Conv2d",
        help="Slides small filters over the picture; each makes one map of where it finds its pattern.",
        formula=r"y_{o} = b_{o} + \sum_{c} w_{o,c} \star x_{c}",
        parameters=(
            Parameter(
                "out_channels",
                "int",
                8,
                minimum=1,
                maximum=4096,
                slider=(1, 128),
                log=True,
                label="Filters",
                help="How many maps come out.",
            ),
            KERNEL,
            STRIDE,
            PADDING,
            DILATION,
            Parameter(
                "groups",
                "int",
                1,
                minimum=1,
                maximum=4096,
                advanced=True,
                label="Groups",
                help="Channels are split into so many groups that do not see each other.",
            ),
            Parameter(
                "bias", "bool", True, label="Bias", help="Whether each filter adds a number of its own."
            ),
            Parameter(
                "padding_mode",
                "choice",
                "zeros",
                choices=("zeros", "reflect", "replicate", "circular"),
                advanced=True,
                help="What the added pixels hold.",
            ),
        ),
        inferred=FrozenDict({"in_channels": ("shape", 1)}),
        ranks=(4,),
        tensors=("weight", "bias"),
        misfit="conv_does_not_fit",
        deviations=FrozenDict(
            {
                "out_channels": "torch has no default; 8 is a friendly start",
                "kernel_size": "torch has no default; 3 is the common one",
                "device": "ours",
                "dtype": "ours",
            }
        ),
    ),
    LayerKind(
        name="MaxPool2d",
        category="Convolution",
        target="torch.nn.MaxPool2d",
        help="Keeps the largest number of each window: smaller maps that care less where exactly.",
        formula=r"y_{ij} = \max_{(u,v) \in window_{ij}} x_{uv}",
        parameters=(
            Parameter(**{**KERNEL.__dict__, "default": 2}),
            POOL_STRIDE,
            PADDING,
            DILATION,
            CEIL,
        ),
        ranks=(4,),
        misfit="pool_does_not_fit",
        deviations=FrozenDict(
            {
                "kernel_size": "torch has no default; 2 is the common one",
                "return_indices": "a second output that nothing here takes",
            }
        ),
    ),
    LayerKind(
        name="AvgPool2d",
        category="Convolution",
        target="torch.nn.AvgPool2d",
        help="Takes the mean of each window: smaller, smoother maps.",
        formula=r"y_{ij} = \mathrm{mean}_{(u,v) \in window_{ij}} x_{uv}",
        parameters=(
            Parameter(**{**KERNEL.__dict__, "default": 2}),
            POOL_STRIDE,
            PADDING,
            CEIL,
            Parameter(
                "count_include_pad",
                "bool",
                True,
                advanced=True,
                label="Count padding",
                help="Whether added pixels count in the mean.",
            ),
        ),
        ranks=(4,),
        misfit="pool_does_not_fit",
        deviations=FrozenDict(
            {
                "kernel_size": "torch has no default; 2 is the common one",
                "divisor_override": "a scale factor that nobody teaches",
            }
        ),
    ),
    LayerKind(
        name="AdaptiveAvgPool2d",
        category="Convolution",
        target="torch.nn.AdaptiveAvgPool2d",
        help="Averages the picture down to a size you choose, whatever came in.",
        formula=r"N \times C \times H \times W \to N \times C \times h \times w",
        parameters=(
            Parameter(
                "output_size",
                "size",
                1,
                minimum=1,
                maximum=512,
                slider=(1, 16),
                label="Output size",
                unit="px",
                help="Height and width of what comes out; 1 keeps one mean per map.",
            ),
        ),
        ranks=(4,),
        misfit="wants_pictures",
        deviations=FrozenDict({"output_size": "torch has no default; 1 is global pooling"}),
    ),
)
