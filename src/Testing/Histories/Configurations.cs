using System.Reflection;
using FsCheck;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Histories;

/// <summary>
/// Configurations of machines, drawn from what people may set: each setting is its default or
/// another value, and what its <c>TryCreate</c> refuses is taken back. So all of them stand.
/// </summary>
public static class Configurations
{
    private const int ChangedPercent = 40;

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

    /// <summary>Draws configurations of a type that a <c>TryCreate</c> makes of settings.</summary>
    /// <typeparam name="TConfig">Such as <c>HsrpGroup.Config</c>.</typeparam>
    public static Func<Choices, TConfig> Of<TConfig>()
        where TConfig : class
    {
        var create = typeof(TConfig).GetMethod(
            "TryCreate", BindingFlags.Public | BindingFlags.Static)
            ?? throw new ArgumentException($"{typeof(TConfig)} has no TryCreate");
        var settings = create.GetParameters()[0].ParameterType;
        var all = settings.GetProperties().Where(one => one.CanWrite).ToArray();
        return choices => Choose<TConfig>(choices, create, settings, all);
    }

    /// <summary>The same as a generator with its shrinker: towards the default.</summary>
    public static Arbitrary<TConfig> Generator<TConfig>()
        where TConfig : class => Draw.Values(Of<TConfig>());

    private static TConfig Choose<TConfig>(
        Choices choices, MethodInfo create, Type settings, PropertyInfo[] all)
        where TConfig : class
    {
        var given = new Dictionary<PropertyInfo, object?>();
        foreach (var one in all.Where(one => one.PropertyType == typeof(HostAddress)))
        {
            given[one] = Addresses[0];
        }

        if (Created<TConfig>(create, settings, given, out _) is null)
        {
            // Some have no default for what only their user knows.
            foreach (var one in all)
            {
                if (Needed(one.PropertyType) is { } needed)
                {
                    given[one] = needed;
                }
            }
        }

        var config = Created<TConfig>(create, settings, given, out var error)
            ?? throw new ArgumentException($"{typeof(TConfig)} does not stand by default: {error}");
        foreach (var one in all)
        {
            if (!choices.Chance(ChangedPercent)
                || Value(choices, one.PropertyType) is not { } value)
            {
                continue;
            }

            var before = given.TryGetValue(one, out var old);
            given[one] = value;
            if (Created<TConfig>(create, settings, given, out _) is { } changed)
            {
                config = changed;
            }
            else if (before)
            {
                given[one] = old;
            }
            else
            {
                given.Remove(one);
            }
        }

        return config;
    }

    /// <summary>What stands in for something that only the user knows; null: nothing.</summary>
    private static object? Needed(Type type) =>
        type == typeof(Items<HostAddress>) ? (Items<HostAddress>)[Addresses[0]]
        : type == typeof(uint) ? 1u
        : type == typeof(GatewayName) ? GatewayName.From(Addresses[0])
        : type == typeof(StartRecord)
            ? new StartRecord(new(1), 1, Epoch.None, StoreCondition.Kept)
        : null;

    private static TConfig? Created<TConfig>(
        MethodInfo create, Type settings, Dictionary<PropertyInfo, object?> given,
        out object? error)
        where TConfig : class
    {
        var made = Activator.CreateInstance(settings);
        foreach (var (property, value) in given)
        {
            property.SetValue(made, value);
        }

        object?[] arguments = [made, null, null];
        var stands = (bool)create.Invoke(null, arguments)!;
        error = arguments[2];
        return stands ? (TConfig)arguments[1]! : null;
    }

    /// <summary>A value of a type; null: none is drawn of it.</summary>
    private static object? Value(Choices choices, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(bool))
        {
            return choices.Below(2) == 1;
        }

        if (inner == typeof(TimeSpan))
        {
            return choices.Of(Times);
        }

        if (inner == typeof(HostAddress))
        {
            return choices.Of(Addresses);
        }

        if (inner.IsEnum)
        {
            var values = Enum.GetValues(inner);
            return values.GetValue(choices.Below(values.Length));
        }

        return inner == typeof(int) ? (int)choices.Of(Numbers)
            : inner == typeof(long) ? choices.Of(Numbers)
            : inner == typeof(uint) ? (uint)choices.Of(Numbers)
            : inner == typeof(SaLife)
                ? new SaLife((uint)choices.Of(Numbers), (uint)choices.Of(Numbers))
            : inner == typeof(IsakmpRetries)
                ? new IsakmpRetries
                {
                    After = choices.Of(Times),
                    BackoffPercent = 101 + choices.Below(200),
                    SendsMax = 1 + choices.Below(20),
                }
            : null;
    }
}
