using Holdfast.StateMachines;

namespace Holdfast.Tests.Interop.ModelCheckers;

/// <summary>
/// Each machine whose states are finitely many, as its page in docs/machines shows it and as Spin
/// counts it.
/// </summary>
internal static partial class SmallMachines
{
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private delegate bool Check<TSettings, TConfig>(
        TSettings settings, out TConfig? config, out ConfigError error);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SmallMachine> All { get; } =
        [.. OfPeers(), .. OfRouters(), .. OfMembers(), .. OfIke(), .. OfIkev1()];

    /// <summary>The one of a name.</summary>
    public static SmallMachine Named(string name) => All.Single(one => one.Name == name);

    private static SmallMachine Of<TSettings, TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        Check<TSettings, TConfig> check,
        TSettings settings,
        TimeSpan unit)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull =>
        check(settings, out var config, out var error)
            ? new SmallMachine<TConfig, TState, TInput, TOutput>(machine, config!, unit)
            : throw new InvalidOperationException(error.ToString());
}
