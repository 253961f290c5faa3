using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <content>Packets of the CHILD SA, where somebody at the peer looks at them.</content>
internal partial struct PairShell
{
    private const uint LeaseBlock = 2;
    private const ulong FloorAhead = 2;

    /// <summary>A packet is there for the peer: one in a unit of time.</summary>
    public void SendPacket()
    {
        if (!_box.IsOpen || !_path.Acts || _path.HasSent || _path.Counter >= config.PacketsMax)
        {
            return;
        }

        if (!_path.Outbound.TryTake(out var number, out var rest))
        {
            AskForLease();
            return;
        }

        See(new NodeOutput.Packet(
            _path.Epoch, _path.NonceReign, _path.Counter, number, Iv: 0, Octets: 0));
        _path = _path with { Outbound = rest, HasSent = true, Counter = _path.Counter + 1 };
    }

    /// <summary>A packet of the peer is there, and it is authentic.</summary>
    public void Arrive(ulong number)
    {
        var bit = 1ul << (int)number;
        if (!_box.IsOpen || !_path.Acts || (_path.Window & bit) != 0)
        {
            return;
        }

        switch (_path.Inbound.Judge(number))
        {
            case FloorVerdict.Open:
                _path = _path with
                {
                    Inbound = _path.Inbound.Accept(number),
                    Window = _path.Window | bit,
                };
                See(new NodeOutput.Accepted(number));
                break;
            case FloorVerdict.Beyond:
                AskForFloor();
                break;
            case FloorVerdict.Below:
                break;
        }
    }

    private void AskForLease()
    {
        if (_path.Outbound.Wanted(LeaseBlock, 0) is not { } through
            || !(through > KnownChild?.SentThrough))
        {
            return;
        }

        Do(Proposing(new Change.Leased(KnownChild.Inbound, through, through)));
        if (config.Flaw == PairFlaw.LeaseNotAwaited)
        {
            SendThrough(through);
        }
    }

    private void AskForFloor()
    {
        if (_box.Settling == Settling.No
            && _path.Inbound.Wanted(FloorAhead, uint.MaxValue) is { } floor
            && floor > KnownChild?.Floor)
        {
            Do(Proposing(new Change.FloorRaised(KnownChild.Inbound, floor)));
        }
    }

    private ChildSa? KnownChild => _is?.Replication.Replica.Sas.Children.First;

    private static Input.AtReplication Proposing(Change change) => new(
        new SaReplication.Input.Propose(1, [change], null, KeyHandle.None));

    /// <summary>A CHILD SA that is made here begins with nothing sent and nothing received.
    /// </summary>
    private void Note(Input input)
    {
        if (config.IsWatched && input is Input.AtReplication(SaReplication.Input.Propose propose)
            && propose.Changes.Any(change => change is Change.ChildUp))
        {
            _path = _path.ForNew(exposed: 0, numbersFrom: 0, life: null);
        }
    }

    private void Reigns(Takeover takeover)
    {
        if (!config.IsWatched)
        {
            return;
        }

        var after = _path.Reigning(takeover, countsOctets: false);
        _path = after with
        {
            Acts = _path.Acts,
            NonceReign = config.Flaw == PairFlaw.NoncesAnew ? 0 : after.NonceReign,
            Inbound = config.Flaw == PairFlaw.WindowForgotten
                ? InboundFloor.New(0).Raise(FloorAhead)
                : after.Inbound,
        };
        Acts(true);
    }

    private void SendThrough(ulong number) => _path = config.IsWatched
        ? _path with { Outbound = _path.Outbound.Renew(number) }
        : _path;

    private void AcceptThrough(ulong number) => _path = config.IsWatched
        ? _path with { Inbound = _path.Inbound.Raise(number) }
        : _path;

    private void Acts(bool acts)
    {
        if (config.IsWatched && _path.Acts != acts)
        {
            _path = acts ? _path with { Acts = true } : DataPath.Off;
            See(new NodeOutput.Acting(_boot.Member, acts));
        }
    }

    private void See(NodeOutput deed) =>
        _said = _said.Add(new(PairSegment.Front, null, deed));
}
