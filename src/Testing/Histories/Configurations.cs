using System.Reflection;
using FsCheck;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Histories;

/// <summary>
/// Configurations of machines, drawn from what people may set: each setting is its default or
/// another value, and what its <c>TryCreate</c> refuses is taken back. So all of them stand.
/// Settings inside of settings are drawn like others.
/// </summary>
public static class Configurations
{
    private static readonly HostAddress First = HostAddress.Parse("192.0.2.1");

    /// <summary>Draws configurations of a type that a <c>TryCreate</c> makes of settings.</summary>
    /// <typeparam name="TConfig">Such as <c>HsrpGroup.Config</c>.</typeparam>
    public static Func<Choices, TConfig> Of<TConfig>()
        where TConfig : class
    {
        var create = typeof(TConfig).GetMethod(
            "TryCreate", BindingFlags.Public | BindingFlags.Static)
            ?? throw new ArgumentException($"{typeof(TConfig)} has no TryCreate");
        var settings = create.GetParameters()[0].ParameterType;
        return choices => Configured<TConfig>(create, Chosen(choices, create, settings))
            ?? throw new ArgumentException($"{typeof(TConfig)} does not stand");
    }

    /// <summary>The same as a generator with its shrinker: towards the default.</summary>
    public static Arbitrary<TConfig> Generator<TConfig>()
        where TConfig : class => Draw.Values(Of<TConfig>());

    /// <summary>The settings that such a configuration is made of.</summary>
    internal static Func<Choices, object> SettingsOf(Type config)
    {
        var create = config.GetMethod("TryCreate", BindingFlags.Public | BindingFlags.Static)!;
        var settings = create.GetParameters()[0].ParameterType;
        return choices => Chosen(choices, create, settings);
    }

    private static object Chosen(Choices choices, MethodInfo create, Type settings)
    {
        var all = settings.GetProperties().Where(one => one.CanWrite).ToArray();
        var given = Activator.CreateInstance(settings)!;
        foreach (var one in all.Where(one => one.PropertyType == typeof(HostAddress)))
        {
            one.SetValue(given, First);
        }

        if (!Stands(create, given))
        {
            // Some have no default for what only their user knows.
            foreach (var one in all)
            {
                if (Needed(one.PropertyType) is { } needed)
                {
                    one.SetValue(given, needed);
                }
            }
        }

        return SettingDraws.Varied(choices, given, settings => Stands(create, settings));
    }

    /// <summary>What stands in for something that only the user knows; null: nothing.</summary>
    private static object? Needed(Type type) =>
        type == typeof(Items<HostAddress>) ? (Items<HostAddress>)[First]
        : type == typeof(uint) ? 1u
        : type == typeof(GatewayName) ? GatewayName.From(First)
        : type == typeof(StartRecord)
            ? new StartRecord(new(1), 1, Epoch.None, StoreCondition.Kept)
        : null;

    private static bool Stands(MethodInfo create, object settings) =>
        (bool)create.Invoke(null, [settings, null, null])!;

    private static TConfig? Configured<TConfig>(MethodInfo create, object settings)
        where TConfig : class
    {
        object?[] arguments = [settings, null, null];
        return (bool)create.Invoke(null, arguments)! ? (TConfig)arguments[1]! : null;
    }
}
