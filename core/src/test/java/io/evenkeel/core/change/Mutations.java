package io.evenkeel.core.change;

import io.evenkeel.core.model.AddressBytes;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * All values that differ from a given one in a single place, found by reflection: every component
 * of every record in it, one at a time. It tells which records it met, and which components it
 * could change nowhere, so that none can be passed over.
 */
final class Mutations {
  /**
   * A value that differs.
   *
   * @param place such as {@code Config.pools.Pool.limits.Limits.queue}
   */
  record Mutation(String place, Object value) {}

  /** The records that were gone through. */
  private final Set<Class<?>> visited = new LinkedHashSet<>();

  /** Every value that a component of a sealed type has somewhere, by that type. */
  private final Map<Class<?>, Set<Object>> variants = new LinkedHashMap<>();

  /** All that differ from {@code value}, which has the variants to choose from in it. */
  static Mutations in(Object value) {
    Mutations mutations = new Mutations();
    mutations.collect(value);
    return mutations;
  }

  private void collect(Object value) {
    switch (value) {
      case Record record -> {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = values(record);
        for (int i = 0; i < values.length; i++) {
          if (components[i].getType().isSealed()) {
            variants
                .computeIfAbsent(components[i].getType(), _ -> new LinkedHashSet<>())
                .add(values[i]);
          }
          collect(values[i]);
        }
      }
      case Map<?, ?> map -> map.values().forEach(this::collect);
      case List<?> list -> list.forEach(this::collect);
      default -> {}
    }
  }

  private List<Mutation> others(Class<?> type, Object value) {
    return variants.getOrDefault(type, Set.of()).stream()
        .filter(other -> !other.equals(value))
        .map(other -> new Mutation(" is " + other, other))
        .toList();
  }

  private final Set<String> stuck = new LinkedHashSet<>();
  private final Set<String> changed = new LinkedHashSet<>();

  /** Components that have no other value anywhere. */
  Set<String> unchanged() {
    Set<String> unchanged = new LinkedHashSet<>(stuck);
    unchanged.removeAll(changed);
    return unchanged;
  }

  Set<Class<?>> visited() {
    return visited;
  }

  List<Mutation> of(Object value) {
    return switch (value) {
      case Record record -> ofRecord(record);
      case Map<?, ?> map -> ofMap(map);
      case List<?> list -> ofList(list);
      case Set<?> set -> ofSet(set);
      default -> ofLeaf(value);
    };
  }

  private List<Mutation> ofRecord(Record record) {
    visited.add(record.getClass());
    String type = record.getClass().getSimpleName();
    RecordComponent[] components = record.getClass().getRecordComponents();
    List<Mutation> all = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      Object[] values = values(record);
      int at = i;
      String place = type + "." + components[i].getName();
      List<Mutation> parts = new ArrayList<>(of(values[i]));
      parts.addAll(others(components[i].getType(), values[i]));
      List<Mutation> found =
          rebuilt(
              parts,
              place,
              part -> {
                values[at] = part;
                return build(record.getClass(), values);
              });
      (found.isEmpty() ? stuck : changed).add(place);
      all.addAll(found);
    }
    return all;
  }

  private List<Mutation> ofMap(Map<?, ?> map) {
    List<Mutation> all = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Map<Object, Object> without = new LinkedHashMap<>(map);
      without.remove(entry.getKey());
      all.add(new Mutation(" without " + entry.getKey(), without));
      for (Mutation part : of(entry.getValue())) {
        Map<Object, Object> other = new LinkedHashMap<>(map);
        other.put(entry.getKey(), part.value());
        all.add(new Mutation("." + part.place(), other));
      }
    }
    return all;
  }

  private List<Mutation> ofList(List<?> list) {
    List<Mutation> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      List<Object> without = new ArrayList<>(list);
      without.remove(i);
      all.add(new Mutation(" without " + i, without));
      for (Mutation part : of(list.get(i))) {
        List<Object> other = new ArrayList<>(list);
        other.set(i, part.value());
        all.add(new Mutation("." + part.place(), other));
      }
    }
    return all;
  }

  private static List<Mutation> ofSet(Set<?> set) {
    List<Mutation> all = new ArrayList<>();
    for (Object item : set) {
      Set<Object> without = new LinkedHashSet<>(set);
      without.remove(item);
      all.add(new Mutation(" without " + item, without));
    }
    return all;
  }

  private static List<Mutation> ofLeaf(Object leaf) {
    List<Object> others =
        switch (leaf) {
          case Integer number -> List.of(number + 1, number - 1);
          case Long number -> List.of(number + 1);
          case Double number -> List.of(number / 2);
          case Boolean flag -> List.of(!flag);
          case String text -> List.of(text + "1", text.replaceFirst("^.", "1"));
          case Duration duration -> List.of(duration.plusMillis(1), duration.minusMillis(1));
          case LocalTime time -> List.of(time.plusMinutes(1));
          case ZoneId _ -> List.of(ZoneId.of("Europe/Paris"));
          case AddressBytes _ -> List.of(new AddressBytes(new byte[] {11, 0, 0, 0}));
          case Enum<?> choice ->
              Arrays.stream(choice.getDeclaringClass().getEnumConstants())
                  .filter(other -> other != choice)
                  .map(Object.class::cast)
                  .toList();
          default -> throw new AssertionError("no other value for a " + leaf.getClass());
        };
    return others.stream()
        .filter(other -> !other.equals(leaf))
        .map(other -> new Mutation("", other))
        .toList();
  }

  /** Those of {@code parts} that the record's own rules take. */
  private static List<Mutation> rebuilt(
      List<Mutation> parts, String place, Function<Object, Object> whole) {
    List<Mutation> taken = new ArrayList<>();
    for (Mutation part : parts) {
      try {
        taken.add(new Mutation(place + part.place(), whole.apply(part.value())));
      } catch (IllegalArgumentException _) {
        // This value is out of range; the place has others.
      }
    }
    return taken;
  }

  private static Object[] values(Record record) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .map(component -> {
          try {
            return component.getAccessor().invoke(record);
          } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
          }
        })
        .toArray();
  }

  private static Object build(Class<?> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
