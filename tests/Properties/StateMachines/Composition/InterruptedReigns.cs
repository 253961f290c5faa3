using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using Segment = Holdfast.Tests.Properties.StateMachines.Composition.ClusterWorld.Segment;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// What a takeover owes CHILD SAs it owes them still when the reign was interrupted, and is proved
/// anew: docs/adr/0020. <see cref="ClusterGhost"/> looks at each step.
/// </summary>
public sealed class InterruptedReigns
{
    private readonly ClusterWorld _world = new();
    private readonly List<PacedWork.Work> _begun = [];
    private int _granted;
    private bool _isResumed;

    public InterruptedReigns()
    {
        _ = new ClusterGhost(_world);
        _world.OnOutput += Look;
    }

    [Fact]
    public void No_route_leads_to_an_SA_on_which_nothing_may_be_sent_before_and_after()
    {
        // Nobody says that alice sends nothing more: what numbers are free nobody knows.
        Serve(ChildTraits.ImplicitIv);
        _world.Crash(0);
        RunUntil(() => _world[1]!.IsOpen);
        Assert.Empty(_world[1]!.Routes);
        Assert.Equal([PacedWork.Work.RekeyChildSa], _begun);

        Interrupt();
        Assert.True(_world[1]!.IsOpen);
        Assert.Empty(_world[1]!.Routes);

        // No lease is granted either.
        _granted = 0;
        _world.Lease(1, 500);
        _world.Run(0.1);
        Assert.Equal(0, _granted);
        Assert.Empty(_world[1]!.Routes);
    }

    [Fact]
    public void Rekeys_that_were_owed_are_asked_for_again()
    {
        // Alice has served alone: moon jumps, and rekeys once message IDs are agreed on.
        Serve(ChildTraits.None);
        _world.Cuts.Add(Segment.Sync);
        _world.Run(10);
        _world.Crash(0);
        RunUntil(() => _begun.Count > 0);
        Assert.Equal([PacedWork.Work.RekeyChildSa], _begun);

        _world.Cuts.Clear();
        Interrupt();
        Assert.Single(_world[1]!.Routes);
        RunUntil(() => _begun.Count > 1);
        Assert.Equal([PacedWork.Work.RekeyChildSa, PacedWork.Work.RekeyChildSa], _begun);
    }

    [Fact]
    public void An_SA_that_takes_effect_only_behind_the_interruption_has_its_route_then()
    {
        // Alice makes an SA, and sleeps before moon has acknowledged it.
        _world.Start(0).Start(1);
        _world.Run(20);
        _world.Establish(0);
        Assert.Empty(_world[0]!.Routes);
        _world.OnTheWay.Clear();
        _world.Sleep(4);
        var routes = -1;
        _world.OnOutput += (host, output) =>
            routes = output is Output.OpenTraffic && host == _world[0]
                ? host.Routes.Count
                : routes;
        RunUntil(() => routes >= 0);
        Assert.Equal(0, routes);
        RunUntil(() => _world[0]!.Routes.Count == 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_SA_that_was_granted_no_number_before_the_interruption_has_no_route_behind_it(
        bool isAsked)
    {
        _world.Start(0).Start(1);
        _world.Run(20);
        _world.Establish(0, leased: 0);
        _world.Run(1);
        Assert.Empty(_world[0]!.Routes);
        if (isAsked)
        {
            // The fact is there, and moon has not acknowledged it.
            _world.Lease(0, 100);
            _world.OnTheWay.Clear();
        }

        _world.Sleep(4);
        var routes = -1;
        _world.OnOutput += (host, output) =>
            routes = output is Output.OpenTraffic && host == _world[0]
                ? host.Routes.Count
                : routes;
        RunUntil(() => routes >= 0);
        Assert.Equal(0, routes);
        _world.Lease(0, 100);
        RunUntil(() => _world[0]!.Routes.Count == 1);
    }

    private void Serve(ChildTraits child)
    {
        _world.Start(0).Start(1);
        _world.Run(20);
        _world.Establish(0, child: child);
        _world.Run(1);
        Assert.Single(_world[0]!.Routes);
        _begun.Clear();
    }

    /// <summary>Moon sleeps while alice starts anew, and knows of no other reign.</summary>
    private void Interrupt()
    {
        _world.OnTheWay.Clear();
        _world.Start(0);
        _world.Sleep(4);
        _isResumed = false;
        RunUntil(() => _isResumed);
    }

    private void RunUntil(Func<bool> isSo)
    {
        for (var i = 0; i < 2_000 && !isSo(); i++)
        {
            if (_world.OnTheWay.Count > 0)
            {
                _world.Arrive(0);
            }
            else
            {
                _world.Pass();
            }
        }

        Assert.True(isSo());
    }

    private void Look(ClusterWorld.Host host, Output output)
    {
        switch (output)
        {
            case Output.BeginWork(var work, _, _):
                _begun.Add(work);
                break;
            case Output.OfReplication(SaReplication.Output.SendThrough):
                _granted++;
                break;
            case Output.OfReplication(SaReplication.Output.Resume):
                _isResumed = true;
                break;
            default:
                break;
        }
    }
}
