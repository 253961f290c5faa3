using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;

namespace Holdfast.Simulation.Simulator;

/// <content>The ends of sessions of BFD that others have: routers of access links.</content>
internal sealed partial class Stage
{
    private void MakeSessions()
    {
        if (Plan.Routing.Bfd is not { } plan)
        {
            return;
        }

        foreach (var port in Members.Values.SelectMany(box => box.Access))
        {
            if (Fabric.RouterOn(port.Lan) is { } router)
            {
                var name = $"{port.Lan.Name} {port.Owner}";
                var end = new BfdEnd(
                    BfdSession.Step, plan, 1 + (uint)Fabric.Sessions.Count, router, port,
                    new RouterBox(this, port, Chance.Of(Seed, $"session {name}")));
                if (Fabric.Sessions.TryAdd((router, port.Address), end))
                {
                    Agenda.At(Instant.Zero, end.Begin);
                }
            }
        }
    }

    /// <summary>What an end needs of a router.</summary>
    private sealed class RouterBox(Stage stage, LanPort there, Chance chance) : BfdEnd.Box
    {
        private Chance _chance = chance;

        public override Instant Now => stage.Agenda.Now;

        // Beyond a link without a path nothing of the router comes.
        public override bool MaySend => !stage.Fabric.IsPathless(there.Lan, there.Mac);

        public override void Later(TimeSpan time, Action act) => stage.Agenda.After(time, act);

        public override ushort Jitter() => (ushort)_chance.Below(1_001);

        public override void Judged(BfdSession.Output.Judge said) => stage.Tell(
            MomentKind.Route, there.Lan.Name, MomentWords.Session(there.Owner, said.Verdict));
    }
}
