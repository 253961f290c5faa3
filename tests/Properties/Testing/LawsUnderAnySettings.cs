using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.Testing;
using Holdfast.Tests.Properties.StateMachines;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>The laws of machines hold whatever people set: configurations are drawn too.</summary>
public sealed class LawsUnderAnySettings
{
    private const int Runs = 40;

    /// <summary>Each composes twenty machines.</summary>
    private const int RunsOfMembers = 12;

    private static PropertyInfo[] Machines { get; } =
    [
        .. typeof(DeadPeerDetection).Assembly.GetExportedTypes()
            .Select(type => type.GetProperty("Machine", BindingFlags.Public | BindingFlags.Static))
            .OfType<PropertyInfo>(),
    ];

    /// <summary>Every machine that the library has.</summary>
    public static TheoryData<string> Names =>
        [.. Machines.Select(one => one.DeclaringType!.Name).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_machine_keeps_them_under_any_settings_that_stand(string name)
    {
        var machine = Machines.Single(one => one.DeclaringType!.Name == name);
        _ = typeof(LawsUnderAnySettings)
            .GetMethod(nameof(Hold), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(machine.PropertyType.GetGenericArguments())
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [machine.GetValue(null)], null);
    }

    private static void Hold<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine)
        where TConfig : class
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var configs = (Arbitrary<TConfig>)typeof(HoldfastArbitraries)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(one => one.ReturnType == typeof(Arbitrary<TConfig>)
                && one.GetParameters().Length == 0)
            .Invoke(null, null)!;
        var runs = typeof(TConfig) == typeof(ClusterMemberConfig) ? RunsOfMembers : Runs;
        var how = Config.QuickThrowOnFailure.WithMaxTest(PropertyRuns.Of(runs));
        Prop.ForAll(configs, HoldfastArbitraries.Histories(), (config, history) =>
        {
            Moment[] moments =
            [
                .. history.Moments.Select(one => one with
                {
                    Letter = one.Letter % (machine.Alphabet.Count + 1),
                }),
            ];
            var last = moments.LastOrDefault();
            Laws.StepIsTotal(machine, config, moments);
            Laws.EarlyTicksChangeNothing(machine, config, moments);
            Laws.AHistoryReplays(machine, config, moments);
            Laws.StepsCommuteWithRebase(
                machine, config, moments, TimeSpan.FromTicks(last.Ticks));
            Laws.NormalizeIsNotSeen(machine, config, moments, last);
            Laws.TicksComeToRest(machine, config, moments);
            Laws.TerminalStatesAreLeftByNothing(machine, config, moments);
            Laws.LettersDoNotSeeWhereCountersStand(machine, config, moments);
        }).Check(SameCasesAttribute.Seed is var (seed, gamma)
            ? how.WithReplay(seed, gamma) : how);
    }
}
