"""Sentences about networks and training."""

SENTENCES: dict[str, str] = {
    "duplicate_id": "Two layers are called {id}: every layer needs an id of its own.",
    "duplicate_network": "Networks need different names, and there must be at least one ({names}).",
    "duplicate_wire": "The wire {wire} is there already.",
    "loose_wire": "The wire {wire} ends at {id}, which is not there.",
    "cycle": "That would lead in a circle ({path}): a network runs one way only.",
    "no_such_layer": "There is no layer {id}.",
    "no_such_wire": "There is no wire {wire}.",
    "no_repair": "This has no one-click repair: read what it says and change the network.",
    "block_has_no_end": "The block {layer} needs one Input and one end inside.",
    "repeat_does_not_fit": "{layer} takes {takes} and gives {gives}, which it cannot take in turn {turn} "
    "(at {part}): let it run once, or let its last layer give {takes}.",
    "no_block": "{layer} is no block: there is nothing to open in it.",
    "group_is_empty": "Select the layers that are to become a block.",
    "group_holds_input": "{layer} brings the data in and stays outside of a block: select the layers "
    "behind it.",
    "group_shares": "{layer} uses the weights of {shares}: both go into the block, or neither.",
    "group_has_several_inputs": "A block takes one value in, and these layers take several ({inputs}): "
    "select fewer, or those too.",
    "group_has_no_input": "A block takes one value in, and nothing feeds {heads}: draw a wire to them first.",
    "group_has_several_outputs": "A block gives one value out, and these layers give several ({outputs}): "
    "select fewer, or join those first.",
    "empty_network": "The network is empty: drag an Input and a Linear layer onto the canvas.",
    "no_input": "No Input layer: drag one onto the canvas, so that the data have a way in.",
    "unknown_kind": "{layer} is of the kind {kind}, which this version does not know: it is kept as it "
    "is, but it cannot run. Delete it, or open the file with a newer version.",
    "no_such_kind": "There is no layer of the kind {kind}.",
    "unknown_parameter": "{layer} has a value {name} that its kind does not know; it is kept, not used.",
    "bad_parameter": "{name} of {layer} is {value}: it wants {range}.",
    "bad_setting": "{name} is {value}: it wants {range}.",
    "unknown_choice": "{setting} is {value}, which is not known here: choose one of {known}.",
    "unknown_initializer": "{layer} starts from {kind}, which is not known here: choose one of {known}.",
    "initializer_wants_matrix": "{kind} cannot fill the bias of {layer}: choose constant, normal or uniform.",
    "bounds_are_crossed": "{layer} starts from numbers between {low} and {high}: the lower bound has to come "
    "first.",
    "not_connected": "{layer} is not connected to the input, so it takes no part: draw a wire to it.",
    "missing_input": "{layer} has nothing at its input {port}: draw a wire to it.",
    "fed_by_loose_layer": "{layer} is fed by {source}, which the data do not reach: wire {source} too.",
    "missing_port": "{layer} has no port {port}: delete that wire.",
    "too_many_wires": "{number} wires end at {port} of {layer}, which takes one: join them with Add or "
    "Concatenate first.",
    "several_ends": "The network ends in several places ({ends}), and only one can be its answer: join "
    "them, or delete what is not needed.",
    "nothing_to_train": "Only an Input so far: append a Linear layer.",
    "nothing_can_learn": "Nothing in this network can learn: put in a layer that has weights, such as "
    "Linear, or let a frozen one learn.",
    "shares_do_not_fit": "{layer} uses the weights of {shares}, so both have to take and give the same "
    "sizes: make their settings alike, or let {layer} have weights of its own.",
    "no_such_field": "{layer} asks for the field {field}; these data have {known}.",
    "bad_shares": "{layer} wants to share the weights of {shares}, which is not a layer of its kind.",
    "nesterov_wants_momentum": "Nesterov looks ahead along the momentum: set momentum above 0, or turn it "
    "off.",
    "nesterov_wants_no_dampening": "Nesterov works without dampening only: set dampening to 0, or turn "
    "Nesterov off.",
    "etas_shrink_and_grow": "The factors of a step are {etas}: the first has to be below 1, so that it "
    "shrinks, and the second above 1, so that it grows.",
    "optimizer_has_no_decay": "{optimizer} knows no weight decay, so that of {layer} has no effect: use L2, "
    "or another optimizer.",
    "patience_wants_validation": "Patience looks at the validation part, and these settings have none: "
    "give it a share of the data.",
    "plateau_wants_validation": "This schedule waits for the validation loss to stand still, and these "
    "settings have no validation part: the rate stays as it is until it gets a share of the data.",
    "task_does_not_fit_data": "{task} does not fit these data, whose target is {target}.",
    "class_labels_into_regression_loss": "{loss} takes the class labels for numbers: it works, but learns "
    "worse than a loss made for classes.",
    "loss_wants_classes": "{loss} needs classes, and these data have numbers to predict.",
    "loss_wants_one_class": "{loss} knows no samples with several labels, or none: choose one that says yes "
    "or no to each.",
    "augmentation_wants_pictures": "Only pictures can be varied, and these data have none: the "
    "augmentation has no effect.",
    "loss_takes_no_weights": "{loss} counts all samples alike, so that the class weights have no effect.",
    "loss_wants_shares": "{loss} holds what comes out against numbers from 0 to 1, and these inputs go "
    "beyond: choose another loss.",
    "activation_before_loss": "{layer} ({kind}) stands before {loss}, which holds a {link} of its own: the "
    "two together learn slowly.",
    "linear_wants_flat": "{layer} takes rows of numbers, and {shape} comes in: put a Flatten before it.",
    "wants_sequences": "{layer} takes sequences (channels x length), and {shape} comes in.",
    "wants_pictures": "{layer} takes pictures (channels x height x width), and {shape} comes in.",
    "wants_volumes": "{layer} takes volumes (channels x depth x height x width), and {shape} comes in.",
    "wants_maps": "{layer} takes channels with one to three axes of places, and {shape} comes in.",
    "batch_norm_1d_wants": "{layer} takes rows of numbers or sequences, and {shape} comes in: use "
    "BatchNorm2d for pictures, BatchNorm3d for volumes.",
    "conv_does_not_fit": "{layer} wants at least {need} with its padding, and {shape} comes in: lower "
    "kernel size or dilation, or add padding.",
    "pool_does_not_fit": "The window of {layer} does not fit into {shape}: lower kernel size or padding.",
    "transposed_leaves_nothing": "{layer} cuts off more than there is of {shape}: lower its padding.",
    "output_padding_too_large": "What {layer} adds at the far ends has to be less than its stride or its "
    "dilation: lower output padding.",
    "groups_do_not_divide_channels": "Groups of {layer} ({groups}) must divide the {channels} channels that "
    "come in.",
    "groups_of_one_number": "Each group of {layer} holds one number of the {shape} that come in, and would "
    "be 0 whatever it is: choose fewer groups.",
    "instance_norm_wants_places": "{layer} works out mean and spread of each map, and {shape} has one place "
    "in each: normalise before it shrinks that far, or use LayerNorm.",
    "halves_want_even": "{layer} splits axis {dim} into two halves, and {shape} comes in: make that axis "
    "even.",
    "pieces_do_not_divide": "{layer} keeps one of every {pieces} numbers, and {channels} come in, which is "
    "no multiple of it: choose other pieces, or change the layer before.",
    "slopes_are_not_channels": "{layer} has {slopes} slopes, and {channels} channels come in: it wants one "
    "slope for all, or one for each.",
    "sizes_do_not_multiply": "{layer} lays {count} numbers out as {want}: these sizes have to multiply to "
    "{count}, and one of them may be -1 for what is left.",
    "permute_wants_each_axis": "{layer} puts the axes in the order {order}, and {shape} has the axes {axes}: "
    "name each of these once.",
    "select_is_outside": "{layer} keeps {count} from place {start} on, and axis {dim} has {size}, counted "
    "from 0: choose others.",
    "mode_does_not_fit": "{layer} fills in by {mode}, which is for another number of axes than {shape} has: "
    "choose {fitting}, or nearest.",
    "shuffle_wants_channels": "{layer} makes {factor} x {factor} pixels of every {square} channels, and "
    "{shape} comes in: give it a multiple of {square} channels.",
    "matmul_does_not_fit": "{layer} wants as many columns in the first matrix as rows in the other, and "
    "{shapes} come in.",
    "groups_do_not_divide": "Groups of {layer} ({groups}) must divide both the {channels} channels that "
    "come in and its {filters} filters.",
    "join_wants_same_shapes": "{layer} joins equal shapes only, and {shapes} come in: make them alike with "
    "a Linear or Conv2d on one branch.",
    "concatenate_wants_alike": "{layer} joins shapes that differ along axis {dim} only, and {shapes} come "
    "in.",
    "axis_is_not_there": "{layer} works along axis {dim}, and {shape} has the axes 1 to {last} (axis 0 "
    "counts the samples): choose one of those.",
    "does_not_fit": "{layer} cannot take {shape}: {reason}.",
    "size_is_open": "{layer} does not say how many outputs it has, and only the last layer may follow the "
    "data: set a number.",
    "output_does_not_fit": "{layer} gives {shape}, and these data with {loss} want {want} per sample.",
    "batch_of_one": "{layer} needs at least two samples in a batch: raise the batch size.",
    "too_large": "This needs about {need}, and {free} are free: make layers or batches smaller.",
    "too_many_numbers": "{layer} would hold {number} weights; at most {limit} are allowed.",
    "diverged": "The loss ran away at step {step}, first in {layer}: the last good weights are kept. "
    "Lower the learning rate (now {rate}), or clip the gradient.",
    "training_failed": "Training stopped: {reason}",
    "out_of_memory": "The {device} ran out of memory: make the batch or the layers smaller, or choose "
    "another device.",
    "no_such_precision": "{device} does not train in {precision}: choose one of {known}, or another device.",
    "no_such_device": "There is no device {device} here: choose one of {known}.",
    "weights_do_not_fit": "None of the weights in {path} are those of this network, by name and size: it "
    "keeps its own.",
}

REPAIRS: dict[str, str] = {
    "set": "Set {parameter} to {value}",
    "remove": "Remove {layer}",
    "insert_before": "Put {kind} before it",
    "exchange": "Use {kind} instead",
    "choose_loss": "Use {loss}",
    "choose_task": "Make it {task}",
    "choose_optimizer": "Use {optimizer}",
    "choose_schedule": "Use {schedule}",
    "choose_data": "Use {kind}",
    "repeat_once": "Let it run once",
    "precision": "Train in {value}",
    "batch_size": "Batch size {value}",
    "validation_share": "Keep a tenth for validation",
}
