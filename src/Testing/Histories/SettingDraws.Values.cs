using System.Collections;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Histories;

/// <content>Values of the types that settings are of.</content>
internal static partial class SettingDraws
{
    private static readonly TimeSpan[] Times =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(40), TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(5),
        TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1),
    ];

    private static readonly long[] Numbers = [1, 0, 2, 3, 7, 100, 150, 255, 1_000, 65_536];

    private static readonly HostAddress[] Addresses =
    [
        HostAddress.Parse("192.0.2.1"), HostAddress.Parse("192.0.2.2"),
        HostAddress.Parse("192.0.2.254"), HostAddress.Parse("2001:db8::1"),
    ];

    /// <summary>Another value of a type; null: none is drawn of it.</summary>
    private static object? Value(Choices choices, Type type, object? before, int depth)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(bool))
        {
            return before is not true;
        }

        if (inner == typeof(TimeSpan))
        {
            var time = before is TimeSpan was ? was : TimeSpan.FromSeconds(1);
            return choices.Of([.. Times, time * 2, time / 2, time + TimeSpan.FromSeconds(1)]);
        }

        if (inner.IsEnum)
        {
            var values = Enum.GetValues(inner);
            return values.GetValue(choices.Below(values.Length));
        }

        if (inner.IsPrimitive)
        {
            return Number(choices, inner, before);
        }

        return inner == typeof(HostAddress) ? choices.Of(Addresses)
            : inner == typeof(string) ? choices.Of<string>(["a", "vpn", "gateway.example"])
            : inner == typeof(Octets) ? new Octets(choices.Octets(choices.Of([8, 1, 16, 20, 32])))
            : ElementOf(inner) is { } of ? List(choices, of, before, depth)
            : depth > 0 ? Made(choices, inner, depth)
            : null;
    }

    private static object? Number(Choices choices, Type type, object? before)
    {
        var was = before is null ? 1 : Convert.ToDecimal(before);
        var most = Convert.ToDecimal(type.GetField("MaxValue")!.GetValue(null));
        var number = choices.Of(
        [
            .. Numbers.Select(one => (decimal)one), was * 2, Math.Floor(was / 2), was + 1, most,
        ]);
        try
        {
            return Convert.ChangeType(number, type);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Some of the elements, in turn, or one more.</summary>
    private static object? List(Choices choices, Type of, object? before, int depth)
    {
        object[] all = [.. ((IEnumerable?)before)?.Cast<object>() ?? []];
        if (all.Length > 1 && choices.Below(2) == 0)
        {
            var first = choices.Below(all.Length);
            object[] turned = [.. all[first..], .. all[..first]];
            all = turned[..(1 + choices.Below(all.Length))];
        }
        else if (Value(choices, of, null, depth - 1) is { } more)
        {
            all = [.. all, more];
        }

        return Listed(of, all);
    }

    private static object Listed(Type of, object[] all) => typeof(SettingDraws)
        .GetMethod(nameof(ListOf), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(of).Invoke(null, [all])!;

    private static Items<T> ListOf<T>(object[] all) => [.. all.Cast<T>()];

    /// <summary>One that the type names, or one of its cases, made of values that are drawn.
    /// </summary>
    private static object? Made(Choices choices, Type type, int depth)
    {
        object[] named =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Where(one => type.IsAssignableFrom(one.PropertyType))
                .Select(one => one.GetValue(null)).OfType<object>(),
        ];
        // One that alone has a name and is nothing says nothing about the others.
        if (named.Length > 1 || (named is [var only] && !(type.IsValueType && IsDefault(only))))
        {
            return choices.Of(named);
        }

        Type[] cases = type.IsAbstract
            ? [.. type.GetNestedTypes().Where(type.IsAssignableFrom)] : [type];
        if (cases.Length == 0)
        {
            return null;
        }

        MethodBase[] makers =
        [
            .. choices.Of(cases).GetConstructors(),
            .. type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Where(one => one is { Name: "Of", IsGenericMethod: false }
                    && one.ReturnType == type),
        ];
        var made = makers
            .Where(one => one.GetParameters().All(at => at.ParameterType != type))
            .MaxBy(one => one.GetParameters().Length);
        object?[] arguments =
        [
            .. made?.GetParameters()
                .Select(at => Value(choices, at.ParameterType, null, depth - 1)) ?? [],
        ];
        try
        {
            return made is null || arguments.Contains(null) ? null
                : made is not ConstructorInfo constructor ? made.Invoke(null, arguments)
                : arguments.Length > 0 ? constructor.Invoke(arguments)
                : Completed(choices, constructor.Invoke(null), depth);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    private static bool IsDefault(object value) =>
        value.Equals(Activator.CreateInstance(value.GetType()));

    /// <summary>Settings in which nothing is missing that only their user knows; null: something
    /// is.</summary>
    private static object? Completed(Choices choices, object made, int depth)
    {
        foreach (var one in made.GetType().GetProperties().Where(one => one.CanWrite
            && !one.PropertyType.IsValueType && !IsOptional(one) && one.GetValue(made) is null))
        {
            if (Value(choices, one.PropertyType, null, depth - 1) is not { } value)
            {
                return null;
            }

            one.SetValue(made, value);
        }

        return made;
    }
}
