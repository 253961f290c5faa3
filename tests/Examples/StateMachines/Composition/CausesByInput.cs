using System.Runtime.CompilerServices;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>Why the first hop comes to a member, by what came in the step in which it did.
/// </summary>
public sealed class CausesByInput
{
    /// <summary>Everything that can happen to a member.</summary>
    public static TheoryData<string> Inputs =>
    [
        .. typeof(Input).GetNestedTypes().Where(one => one.IsSubclassOf(typeof(Input)))
            .Select(one => one.Name),
    ];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Time_alone_says_that_somebody_fell_silent(string name)
    {
        // What is in it does not matter: none of these is a word of another router.
        var input = (Input)RuntimeHelpers.GetUninitializedObject(
            typeof(Input).GetNestedType(name)!);
        var seen = After(FailoverReports.Initial, input, HsrpPair.Side.Front);
        Assert.Equal(
            input is Input.Tick ? FailoverCause.Silence : FailoverCause.Preemption,
            seen.Seen.Trigger);
        Assert.Equal(1 << (int)HsrpPair.Side.Front, seen.Seen.Sides);

        // The second side comes with the first one, whatever brings it.
        var both = After(seen, new Input.Tick(), HsrpPair.Side.Back);
        Assert.Equal(seen.Seen.Trigger, both.Seen.Trigger);
        Assert.Equal(3, both.Seen.Sides);
    }

    [Fact]
    public void There_are_inputs_of_all_kinds() => Assert.True(Inputs.Count > 25);

    private static FailoverReports.State After(
        FailoverReports.State state, Input input, HsrpPair.Side side) => FailoverReports.After(
            Config, state,
            new(
                Instant.Zero, input,
                [new ClusterMember.Output.OfFirstHop(side, new HsrpGroup.Output.ClaimVirtualMac())],
                []));

    private static ClusterMemberConfig Config { get; } =
        ClusterMemberConfig.Of(Properties.StateMachines.Composition.ClusterSettings.Of(1));
}
