using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Testing.Draws;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>
/// Draws a value of any type from its public shape: a case of a sum, the arguments of a constructor,
/// what may be set besides. Numbers are of any size, times of any length, texts and lists short; half
/// of the time it takes a value of that type from the state that it is for, so that names meet.
/// </summary>
internal sealed class AnyValue
{
    private const int DepthMax = 7;
    private static readonly NullabilityInfoContext Nulls = new();
    private readonly Choices _choices;
    private readonly Dictionary<Type, List<object>> _seen = [];

    /// <summary>Draws values for a state.</summary>
    public AnyValue(Choices choices, object state)
    {
        _choices = choices;
        See(state, 0);
    }

    /// <summary>A value; null: a type whose values this does not know how to make.</summary>
    public object? Of(Type type, int depth = 0)
    {
        if (depth > 0 && _seen.TryGetValue(type, out var known) && _choices.Chance(50))
        {
            return _choices.Of(known);
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return _choices.Chance(40) ? null : Of(inner, depth);
        }

        return Simple(type) ?? (type.IsEnum ? Case(type)
            : type.IsArray || type.IsAssignableTo(typeof(Delegate)) || type.IsPointer ? null
            : IsItems(type) ? List(type, depth)
            : depth > DepthMax && type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type)
            : type.IsAbstract ? OneOf(type, depth)
            : Made(type, depth));
    }

    private static bool IsItems(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Items<>);

    private object? Simple(Type type) =>
        type == typeof(bool) ? _choices.Below(2) == 1
        : type == typeof(byte) ? (byte)_choices.Number(8)
        : type == typeof(ushort) ? (ushort)_choices.Number(16)
        : type == typeof(uint) ? (uint)_choices.Number(32)
        : type == typeof(ulong) ? _choices.Number(64)
        : type == typeof(int) ? (int)_choices.Number(32)
        : type == typeof(long) ? (long)_choices.Number(64)
        : type == typeof(UInt128) ? new UInt128(_choices.Number(64), _choices.Number(64))
        : type == typeof(TimeSpan) ? TimeSpan.FromTicks((long)_choices.Number(64))
        : type == typeof(Instant) ? new Instant((long)_choices.Number(64))
        : type == typeof(string) ? _choices.Of<string>(["", "a", "gateway.example", "\u00e9\0"])
        : type == typeof(Octets) ? new Octets(_choices.Octets(_choices.Below(40)))
        : null;

    private object Case(Type type)
    {
        var values = Enum.GetValues(type);
        var one = values.GetValue(_choices.Below(values.Length))!;
        return type.IsDefined(typeof(FlagsAttribute)) && _choices.Chance(50)
            ? Enum.ToObject(type, Convert.ToUInt64(one, null) | Convert.ToUInt64(
                values.GetValue(_choices.Below(values.Length))!, null))
            : one;
    }

    private object? List(Type type, int depth)
    {
        var of = type.GetGenericArguments()[0];
        var items = Array.CreateInstance(of, depth > DepthMax ? 0 : _choices.Below(4));
        for (var at = 0; at < items.Length; at++)
        {
            items.SetValue(Of(of, depth + 1), at);
        }

        return typeof(AnyValue)
            .GetMethod(nameof(ItemsOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(of).Invoke(null, [items]);
    }

    private static Items<T> ItemsOf<T>(T[] items) => [.. items.Where(one => one is not null)];

    private object? OneOf(Type type, int depth)
    {
        var cases = type.GetNestedTypes().Where(one => one.IsAssignableTo(type)).ToArray();
        return cases.Length == 0 ? null : Of(_choices.Of(cases), depth + 1);
    }

    private object? Made(Type type, int depth)
    {
        var constructor = type.GetConstructors()
            .OrderByDescending(one => one.GetParameters().Length).FirstOrDefault();
        if (constructor is null)
        {
            return type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) : null;
        }

        var arguments = new List<object?>();
        foreach (var parameter in constructor.GetParameters())
        {
            if (parameter.ParameterType.IsByRefLike)
            {
                return null;
            }

            var mayBeNull = Nulls.Create(parameter).WriteState == NullabilityState.Nullable
                && !parameter.ParameterType.IsValueType;
            var value = mayBeNull && (depth > DepthMax || _choices.Chance(30))
                ? null
                : Of(parameter.ParameterType, depth + 1);
            if (value is null && !mayBeNull
                && Nullable.GetUnderlyingType(parameter.ParameterType) is null)
            {
                return null;
            }

            arguments.Add(value);
        }

        var made = constructor.Invoke([.. arguments]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(one => one.SetMethod is { IsPublic: true } && one.GetIndexParameters() is []
                && !constructor.GetParameters().Any(
                    taken => taken.Name == one.Name && taken.ParameterType == one.PropertyType)))
        {
            if (Of(property.PropertyType, depth + 1) is { } value)
            {
                property.SetValue(made, value);
            }
        }

        return made;
    }

    private void See(object? value, int depth)
    {
        if (value is null or Delegate or Type || depth > DepthMax || value.GetType() is var type
            && (type.IsPrimitive && type == typeof(bool) || type.IsPointer))
        {
            return;
        }

        var same = _seen.TryGetValue(type, out var list) ? list : _seen[type] = [];
        if (same.Count < 16)
        {
            same.Add(value);
        }

        if (Simple(type) is not null || type.IsEnum)
        {
            return;
        }

        if (value is IEnumerable many)
        {
            foreach (var one in many.Cast<object?>().Take(4))
            {
                See(one, depth + 1);
            }

            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(one => one.GetIndexParameters() is [] && !one.PropertyType.IsByRefLike))
        {
            See(property.GetValue(value), depth + 1);
        }
    }
}
