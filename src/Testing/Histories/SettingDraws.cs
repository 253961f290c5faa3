using System.Reflection;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Histories;

/// <summary>Settings with other values than they had, of any type that people set.</summary>
internal static class SettingDraws
{
    private const int ChangedPercent = 40;
    private const int DepthMax = 4;

    private static readonly TimeSpan[] Times =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(40), TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(5),
        TimeSpan.Zero, TimeSpan.FromTicks(1),
    ];

    private static readonly long[] Numbers = [1, 0, 2, 3, 7, 100, 150, 255, 1_000, 65_536];

    private static readonly HostAddress[] Addresses =
    [
        HostAddress.Parse("192.0.2.1"), HostAddress.Parse("192.0.2.2"),
        HostAddress.Parse("192.0.2.254"), HostAddress.Parse("2001:db8::1"),
    ];

    /// <summary>Settings of which each is as it was, or another one as far as all of them stand.
    /// </summary>
    public static object Varied(Choices choices, object settings, Func<object, bool> stands) =>
        Varied(choices, settings, stands, DepthMax);

    private static object Varied(
        Choices choices, object settings, Func<object, bool> stands, int depth)
    {
        PropertyInfo[] all =
        [
            .. settings.GetType().GetProperties()
                .Where(one => one.CanWrite && one.GetIndexParameters().Length == 0),
        ];

        // What does not stand alone may stand with another one: a time with its other half.
        var waiting = new List<(PropertyInfo One, object Value)>();

        // Behind the end of the numbers none changes: that it is not always the same ones.
        var first = choices.Below(all.Length);
        foreach (var one in (PropertyInfo[])[.. all[first..], .. all[..first]])
        {
            var before = one.GetValue(settings);
            if (before is not null && depth > 0 && HasSettings(one.PropertyType))
            {
                settings = With(settings, one, Varied(
                    choices, before, inner => stands(With(settings, one, inner)), depth - 1));
            }
            else if (choices.Chance(ChangedPercent)
                && Value(choices, one.PropertyType, before, depth) is { } value)
            {
                var changed = With(settings, one, value);
                if (waiting.Select(other => With(changed, other.One, other.Value))
                    .Prepend(changed).FirstOrDefault(stands) is { } both)
                {
                    settings = waiting.Select(other => With(both, other.One, other.Value))
                        .FirstOrDefault(stands) ?? both;
                }
                else
                {
                    waiting.Add((one, value));
                }
            }
        }

        return settings;
    }

    /// <summary>Whether it is a record of settings that each may be another one.</summary>
    internal static bool HasSettings(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type.Assembly == typeof(HostAddress).Assembly
        && type.GetMethod("<Clone>$") is not null
        && type.GetProperties().Any(one => one.CanWrite);

    private static object With(object settings, PropertyInfo property, object? value)
    {
        var copy = settings.GetType().GetMethod("<Clone>$")!.Invoke(settings, null)!;
        property.SetValue(copy, value);
        return copy;
    }

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
            : inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(Items<>)
                ? List(choices, inner.GetGenericArguments()[0], before, depth)
            : depth > 0 ? Made(choices, inner, depth)
            : null;
    }

    private static object? Number(Choices choices, Type type, object? before)
    {
        var was = before is null ? 1 : Convert.ToDecimal(before);
        var number = choices.Of(
            [.. Numbers.Select(one => (decimal)one), was * 2, Math.Floor(was / 2), was + 1]);
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
        object[] all = [.. ((System.Collections.IEnumerable?)before)?.Cast<object>() ?? []];
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

        return typeof(SettingDraws)
            .GetMethod(nameof(Listed), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(of).Invoke(null, [all]);
    }

    private static Items<T> Listed<T>(object[] all) => [.. all.Cast<T>()];

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
        if (named.Length > 0)
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
            .Where(one => one.GetParameters().All(at => at.ParameterType != type)
                && (type.IsAbstract || one.GetParameters().Length > 0 || IsWhole(one)))
            .MaxBy(one => one.GetParameters().Length);
        object?[] arguments =
        [
            .. made?.GetParameters()
                .Select(at => Value(choices, at.ParameterType, null, depth - 1)) ?? [],
        ];
        try
        {
            return made is null || arguments.Contains(null) ? null
                : made is ConstructorInfo constructor ? constructor.Invoke(arguments)
                : made.Invoke(null, arguments);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    /// <summary>Whether it leaves nothing to set that only its user knows.</summary>
    private static bool IsWhole(MethodBase maker) =>
        maker is ConstructorInfo constructor && constructor.Invoke(null) is var made
        && made.GetType().GetProperties().All(one =>
            one.PropertyType.IsValueType || one.GetValue(made) is not null);
}
