package org.dropshard.spark.functions;

import static org.dropshard.spark.functions.Parameter.EPS;
import static org.dropshard.spark.functions.Parameter.P;
import static org.dropshard.spark.functions.Parameter.number;
import static org.dropshard.spark.functions.Parameter.whole;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dropshard.spark.functions.StepFunction.Pass;

/**
 * The functions that are a step, by name: a line each. Those whose units depend on where the
 * channels are take a layout.
 */
final class StepFunctions {
  private static final Map<String, StepFunction> FUNCTIONS = new LinkedHashMap<>();

  private static final Set<Form> ANY = EnumSet.allOf(Form.class);
  private static final Set<Form> VALUES = EnumSet.of(Form.NPY, Form.FLOATS, Form.DOUBLES);
  private static final Set<Form> PICTURES = EnumSet.of(Form.NPY, Form.IMAGE);
  private static final Set<Form> NPY = EnumSet.of(Form.NPY);

  private static final String SCALED =
      " Dropped values become 0, or the fill; survivors are scaled by 1/(1-p) in floating types"
          + " and keep their value in integer types, unless scale says otherwise.";
  private static final String KEPT = " Survivors keep their value, unless scale says otherwise.";
  private static final String FLOATING = " Floating types.";

  static {
    anywhere("element_dropout", ANY, "drops each element of a tensor with probability p." + SCALED);
    channels("spatial_dropout", "drops each channel of a tensor with probability p." + SCALED, P);
    channels(
        "pixel_dropout",
        "drops each place of a tensor, all its channels at once, with probability p." + SCALED,
        P);
    put(
        new StepFunction(
            "noise_dropout",
            "noise_dropout",
            Pass.FORWARD,
            true,
            false,
            NPY,
            "drops by any noise shape: 1 where an axis shares a decision, else -1." + SCALED,
            new Parameter("noise_shape", "shape", Parameter.Type.WHOLES),
            P));
    byChannel("element", "drops each element of a tensor with the probability of its channel.");
    byChannel("spatial", "drops each channel of a tensor with a probability of its own.");
    byChannel(
        "pixel",
        "draws one number for each place of a tensor, by which each of its channels is dropped with"
            + " a probability of its own.");
    put(
        new StepFunction(
            "sensor_dropout",
            "sensor_dropout",
            Pass.FORWARD,
            true,
            true,
            ANY,
            "drops groups of channels that fail together, each with its probability, as its options"
                + " say: 'layout = CHW, groups = {radar = [0, 1], optical = 2-11}, drop = {radar ="
                + " 0.3, optical = 0.1}, never = 12, at_least = 1, absent = nan'."
                + KEPT));
    channels(
        "channel_dropout",
        "drops exactly so many channels, each set of them with the same probability. Floating"
            + " survivors are multiplied by channels / kept channels, unless scale says otherwise.",
        whole("dropped"));
    put(
        new StepFunction(
            "spatial_dropout_at_least",
            "spatial_dropout",
            Pass.FORWARD,
            true,
            true,
            ANY,
            "drops each channel with probability p, on condition that at least so many survive."
                + " Floating survivors are divided by the probability to survive under that"
                + " condition, unless scale says otherwise.",
            P,
            whole("at_least")));
    pictures(
        "drop_block",
        "drops squares of a channel that begin by chance. Floating survivors are multiplied by"
            + " elements / kept elements, unless scale says otherwise.",
        P,
        whole("size"));
    pictures(
        "coarse_dropout",
        "drops rectangles that lie in the picture, in all channels; sides below 1 are fractions of"
            + " the picture's."
            + KEPT,
        whole("holes"),
        number("height"),
        number("width"));
    pictures(
        "cutout",
        "drops a square about a place in all channels, cut off at the edges." + KEPT,
        whole("size"));
    pictures(
        "grid_dropout",
        "drops, of each square of unit x unit places, a square of that ratio of its side in all"
            + " channels."
            + KEPT,
        whole("unit"),
        number("ratio"));
    anywhere(
        "alpha_dropout",
        VALUES,
        "drops elements to SELU's negative limit and restores mean and variance." + FLOATING);
    gradient(
        "alpha_dropout",
        false,
        "the gradient of what alpha_dropout was given, from that of its result.");
    put(
        new StepFunction(
            "feature_alpha_dropout",
            "feature_alpha_dropout",
            Pass.FORWARD,
            true,
            true,
            VALUES,
            "drops channels to SELU's negative limit and restores mean and variance." + FLOATING,
            P));
    gradient(
        "feature_alpha_dropout",
        true,
        "the gradient of what feature_alpha_dropout was given, from that of its result.");
    anywhere(
        "gaussian_dropout",
        VALUES,
        "multiplies each element by N(1, p/(1-p)); its own backward pass." + FLOATING);
    layer(
        "instance_norm",
        "instance_norm",
        Pass.FORWARD,
        VALUES,
        "brings each channel of a tensor to mean 0 and variance 1; eps is 1e-5 unless given."
            + FLOATING,
        EPS);
    layer(
        "instance_norm_backward",
        "instance_norm",
        Pass.BACKWARD,
        NPY,
        "the gradient of what instance_norm was given, from that of its result.",
        EPS);
    layer(
        "pixel_shuffle",
        "pixel_shuffle",
        Pass.FORWARD,
        NPY,
        "turns groups of factor x factor channels into as many places each, in PyTorch's order of"
            + " channels.",
        whole("factor"));
    layer(
        "pixel_unshuffle",
        "pixel_unshuffle",
        Pass.FORWARD,
        NPY,
        "turns places into groups of channels: the inverse of pixel_shuffle, and its backward"
            + " pass.",
        whole("factor"));
  }

  private StepFunctions() {}

  /** All of them. */
  static Iterable<StepFunction> all() {
    return FUNCTIONS.values();
  }

  /** The function of a name, which is there. */
  static StepFunction of(String name) {
    return FUNCTIONS.get(name);
  }

  private static void put(StepFunction function) {
    FUNCTIONS.put(function.name(), function);
  }

  /** Dropout with a probability that needs no layout. */
  private static void anywhere(String name, Set<Form> forms, String does) {
    put(new StepFunction(name, name, Pass.FORWARD, true, false, forms, does, P));
  }

  private static void channels(String name, String does, Parameter... parameters) {
    put(new StepFunction(name, name, Pass.FORWARD, true, true, ANY, does, parameters));
  }

  /** Dropout of a kind, with an array of probabilities, one a channel. */
  private static void byChannel(String kind, String does) {
    put(
        new StepFunction(
            kind + "_dropout_by_channel",
            kind + "_dropout",
            Pass.FORWARD,
            true,
            true,
            ANY,
            does + SCALED,
            new Parameter("p", "drop", Parameter.Type.NUMBERS)));
  }

  /** Dropout that needs height and width. */
  private static void pictures(String name, String does, Parameter... parameters) {
    put(new StepFunction(name, name, Pass.FORWARD, true, true, PICTURES, does, parameters));
  }

  private static void gradient(String step, boolean needsLayout, String does) {
    String name = step + "_backward";
    put(new StepFunction(name, step, Pass.GRADIENT, true, needsLayout, VALUES, does, P));
  }

  private static void layer(
      String name, String step, Pass pass, Set<Form> forms, String does, Parameter parameter) {
    put(new StepFunction(name, step, pass, false, true, forms, does, parameter));
  }
}
