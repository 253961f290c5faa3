using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Balance;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <content>A member that leaves on purpose, and requests that are open meanwhile.</content>
public sealed partial record StatefulPairScenario
{
    private static IEnumerable<FaultRule<PairInput>> Draining()
    {
        var tells = new FaultRule<PairInput>("alice is to leave")
        {
            Budget = 2,
            Forbids = 1,
            Effects = [Told(new MemberDrain.Input.Leave())],
        };
        yield return tells;
        yield return tells with
        {
            Name = "alice is to stay",
            Effects = [Told(new MemberDrain.Input.Remain())],
        };

        static FaultEffect<PairInput> Told(MemberDrain.Input input) =>
            new FaultEffect<PairInput>.Take(0, new PairInput.Take(new Input.AtDrain(input)));
    }

    private static IEnumerable<FaultRule<PairInput>> Asking(int member, string name)
    {
        yield return new($"{name} asks the peer")
        {
            Budget = 3,
            Forbids = 1ul << member,
            Effects = [new FaultEffect<PairInput>.Take(member, new PairInput.Asks(Carol))],
        };
    }
}
