package io.dispatcherd.dashboard.pages.draw;

import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of a workflow in layers from left to right, each behind all that it waits for.
 * Immutable.
 *
 * @param width of the drawing
 * @param height of the drawing
 * @param boxes the steps
 * @param arrows their dependencies, as paths
 */
public record StepGraph(int width, int height, List<Box> boxes, List<String> arrows) {
  /** With more steps a drawing says less than the list. */
  public static final int MOST_STEPS = 80;

  /** Of each step. */
  public static final int BOX_WIDTH = 188;

  /** Of each step. */
  public static final int BOX_HEIGHT = 46;

  private static final int MOST_ARROWS = 300;
  private static final int ACROSS = 64;
  private static final int DOWN = 18;
  private static final int EDGE = 8;
  private static final int ROUNDS = 4;
  private static final int LONGEST_NAME = 22;

  /** Copies the lists. */
  public StepGraph {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }

  /**
   * One step.
   *
   * @param step what it is
   * @param x its left edge
   * @param y its upper edge
   */
  public record Box(WorkflowStepInfo step, int x, int y) {
    /** Its name, cut so that it fits. */
    public String label() {
      return cut(step.name());
    }

    /** What is below its name, cut so that it fits. */
    public String below() {
      return step.state().map(state -> state.wireName()).orElse("history dropped");
    }

    private static String cut(String text) {
      int length = text.codePointCount(0, text.length());
      return length <= LONGEST_NAME
          ? text
          : text.substring(0, text.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
    }
  }

  /** Draws a workflow. */
  public static StepGraph of(WorkflowInfo workflow) {
    return of(workflow.steps().stream().limit(MOST_STEPS).toList());
  }

  private static StepGraph of(List<WorkflowStepInfo> steps) {
    Map<String, Integer> depths = depths(steps);
    List<List<WorkflowStepInfo>> layers = layers(steps, depths);
    for (int round = 0; round < ROUNDS; round++) {
      order(layers);
    }
    int tallest = layers.stream().mapToInt(List::size).max().orElse(0);
    int height = 2 * EDGE + tallest * (BOX_HEIGHT + DOWN) - (tallest > 0 ? DOWN : 0);
    Map<String, Box> boxes = new LinkedHashMap<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      List<WorkflowStepInfo> column = layers.get(layer);
      int taken = column.size() * (BOX_HEIGHT + DOWN) - DOWN;
      int y = (height - taken) / 2;
      for (WorkflowStepInfo step : column) {
        boxes.put(step.name(), new Box(step, EDGE + layer * (BOX_WIDTH + ACROSS), y));
        y += BOX_HEIGHT + DOWN;
      }
    }
    int width = 2 * EDGE + layers.size() * (BOX_WIDTH + ACROSS) - (layers.isEmpty() ? 0 : ACROSS);
    return new StepGraph(width, height, List.copyOf(boxes.values()), arrows(boxes));
  }

  /** The longest way to each step; steps come behind those that they wait for. */
  private static Map<String, Integer> depths(List<WorkflowStepInfo> steps) {
    Map<String, Integer> depths = new HashMap<>();
    for (WorkflowStepInfo step : steps) {
      int depth =
          step.after().stream().mapToInt(name -> depths.getOrDefault(name, -1)).max().orElse(-1);
      depths.put(step.name(), depth + 1);
    }
    return depths;
  }

  private static List<List<WorkflowStepInfo>> layers(
      List<WorkflowStepInfo> steps, Map<String, Integer> depths) {
    List<List<WorkflowStepInfo>> layers = new ArrayList<>();
    for (WorkflowStepInfo step : steps) {
      int depth = depths.getOrDefault(step.name(), 0);
      while (layers.size() <= depth) {
        layers.add(new ArrayList<>());
      }
      layers.get(depth).add(step);
    }
    return layers;
  }

  /** Puts each step near the middle of those that it waits for, so that fewer arrows cross. */
  private static void order(List<List<WorkflowStepInfo>> layers) {
    Map<String, Double> places = new HashMap<>();
    for (List<WorkflowStepInfo> layer : layers) {
      layer.sort(Comparator.comparingDouble(step -> middle(step, places)));
      for (int index = 0; index < layer.size(); index++) {
        places.put(layer.get(index).name(), index - layer.size() / 2.0);
      }
    }
  }

  private static double middle(WorkflowStepInfo step, Map<String, Double> places) {
    return step.after().stream()
        .mapToDouble(name -> places.getOrDefault(name, 0.0))
        .average()
        .orElse(0);
  }

  private static List<String> arrows(Map<String, Box> boxes) {
    List<String> arrows = new ArrayList<>();
    for (Box box : boxes.values()) {
      for (String name : box.step().after()) {
        Box before = boxes.get(name);
        if (before != null && arrows.size() < MOST_ARROWS) {
          arrows.add(arrow(before, box));
        }
      }
    }
    return arrows;
  }

  private static String arrow(Box from, Box to) {
    int x1 = from.x() + BOX_WIDTH;
    int y1 = from.y() + BOX_HEIGHT / 2;
    int x2 = to.x() - 2;
    int y2 = to.y() + BOX_HEIGHT / 2;
    int bend = Math.max(ACROSS / 2, (x2 - x1) / 2);
    return "M%d,%dC%d,%d %d,%d %d,%d".formatted(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2);
  }
}
