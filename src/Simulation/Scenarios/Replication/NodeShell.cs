using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>
/// What surrounds a machine of replication while it takes one input: the store, the data path of
/// one CHILD SA, the requests of one IKE SA. It does what the machine wants done, at once.
/// </summary>
internal sealed class NodeShell
{
    /// <summary>The IKE SA.</summary>
    public static readonly IkeSaId Ike = new(new(0x101), new(0x202));

    /// <summary>The CHILD SA, by its inbound SPI.</summary>
    public static readonly Protocol.Spi Child = new(0x301);

    private const ulong FloorAhead = 2;

    // Where nothing waits for a floor: more than packets of the peer come here.
    private const ulong Unawaited = 8;

    private readonly NodeConfig _node;
    private readonly List<NodeOutput> _outputs = [];
    private Boot _boot;
    private Started? _started;
    private State? _is;
    private DataPath _path;
    private Reason _reason = new("Holdfast", "down");
    private bool _isRefused;

    public NodeShell(NodeConfig node, NodeState.Member member)
    {
        _node = node;
        (_boot, _started, _is, _path) = member;
    }

    public Next<NodeState, NodeOutput> Next() =>
        new(new NodeState.Member(_boot, _started, _is, _path), [.. _outputs], _reason);

    // RFC 6311 §5: a peer that moves its counters on does so at once.
    private IkeTraits Traits => _node.Settings.Replay == ReplayPolicy.PeerSync
        ? IkeTraits.ReplayCounterSync
        : IkeTraits.None;

    /// <summary>Whether a timer of the machine is due.</summary>
    public bool IsDue => _is is { } state
        && SaReplication.Deadline(_started!.Config, state) <= Instant.Zero;

    /// <summary>A step of the machine, and what follows from it here.</summary>
    public void Do(Input input)
    {
        if (_is is not { } state)
        {
            return;
        }

        var next = _node.Step(_started!.Config, state, Instant.Zero, input);
        (_is, _reason) = (next.State, next.Reason);
        NoteOlder(state, input);
        foreach (var output in next.Outputs)
        {
            Act(output);
        }
    }

    /// <summary>
    /// The other member is switched off: every start of it, the one that is known here too.
    /// </summary>
    public void HearOfFence(byte member)
    {
        if (_is is { } state)
        {
            Do(new Input.FenceConfirmed(member, StartOf(state, member), IsOff: true));
        }
    }

    /// <summary>It crashes.</summary>
    public void Crash()
    {
        Acts(false);
        (_started, _is, _path) = (null, null, DataPath.Off);
    }

    /// <summary>It starts anew.</summary>
    public void Start(StoreFate fate)
    {
        if (_is is null)
        {
            _boot = _boot.Next(fate);
            _started = _node.Of(_boot);
            _is = Initial(_started.Config, Instant.Zero);
        }
    }

    /// <summary>A packet is there for the peer: one in a unit of time.</summary>
    public void SendPacket()
    {
        if (!_path.Acts || _path.HasSent || _path.Counter >= _node.PacketsMax)
        {
            return;
        }

        var octets = _path.Octets;
        if (!_node.TakesNumbers(_path.Outbound, out var number, out var rest)
            || (_node.Life is not null && !octets.TryUse(1, out octets)))
        {
            AskForLease();
            return;
        }

        _outputs.Add(new NodeOutput.Packet(
            _path.Epoch, _path.NonceReign, _path.Counter, number,
            _node.Iv?.Invoke(_boot.Member, _path.NonceReign, _path.Counter) ?? 0,
            _node.Life is null ? 0u : 1u));
        _path = _path with
        {
            Outbound = rest,
            Octets = octets,
            HasSent = true,
            Counter = _path.Counter + 1,
        };
    }

    /// <summary>A packet of the peer is there, and it is authentic.</summary>
    public void Arrive(ulong number)
    {
        var bit = 1ul << (int)number;
        if (!_path.Acts || _path.IsDeaf || (_path.Window & bit) != 0)
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
                _outputs.Add(new NodeOutput.Accepted(number));
                break;
            case FloorVerdict.Beyond:
                AskForFloor(number);
                break;
            case FloorVerdict.Below:
                break;
        }
    }

    /// <summary>Few packets come now: the floor need not lie ahead.</summary>
    public void Lower()
    {
        if (!_path.Acts || _path.Inbound.Excess(0) is not { } floor)
        {
            return;
        }

        var before = _path.Inbound;
        _path = _path with { Inbound = _node.LowersItself ? before.Lower(floor) : before };
        _isRefused = false;
        Propose(new Change.FloorLowered(Child, floor));
        if (_isRefused)
        {
            _path = _path with { Inbound = before };
        }
    }

    /// <summary>IKE asks the peer something, with a content of its own.</summary>
    public void Request()
    {
        if (!_path.Acts || !_path.UsesIds || _path.Requested >= _node.RequestsMax
            || _is!.Replica.Sas.Ikes.Find(Ike.Key) is not { Requests.Count: 0 } ike)
        {
            return;
        }

        _path = _path with { Requested = _path.Requested + 1 };
        var content = new Octets(
            [(byte)_path.Epoch.Reign, _path.Epoch.Member, (byte)_path.Requested]);
        Propose(new Change.RequestSent(
            Ike, new SealedMessage(ike.NextRequest, [content], KeyHandle.None)));
    }

    /// <summary>The peer answers what it was sent last.</summary>
    public void Answered()
    {
        if (_path.Acts && _is!.Replica.Sas.Ikes.Find(Ike.Key) is { Requests: [var open] }
            && _path.SentRequest == open.Id + 1)
        {
            _path = _path with { SentRequest = 0 };
            Propose(new Change.RequestAnswered(Ike, open.Id));
        }
    }

    /// <summary>An IKE SA with a CHILD SA is made.</summary>
    public void Establish()
    {
        Propose(
            new Change.IkeUp(new(
                Ike, new(1), new([1]), default, Traits, 1, 1, 0, 0, [], [], 0, 0, [], default,
                default)),
            new Change.ChildUp(new(
                Child, new(0x401), Ike, new(2), default, ChildTraits.None, _node.NumbersFrom, 0, 0,
                _node.Life ?? ulong.MaxValue, default)));
        if (_node.TellsUnknown)
        {
            Propose(new Change.Unknown(ushort.MaxValue, new([7])));
        }

        _path = _path.ForNew(
            _node.Settings.Replay switch
            {
                ReplayPolicy.Strict => 0,
                ReplayPolicy.Bounded => _node.Settings.Exposed,
                ReplayPolicy.PeerSync or ReplayPolicy.RekeyFirst => Unawaited,
            },
            _node.NumbersFrom, _node.Life);
    }

    /// <summary>
    /// Somebody asks for a token of the IKE SA: once the others have acknowledged something since,
    /// it is decided by what is known then.
    /// </summary>
    public void Fish()
    {
        if (_is is not { } state || _node.Believes is not { } believes)
        {
            return;
        }

        if (!_path.WasAsked && state.Role is Role.Active)
        {
            _path = _path with
            {
                WasAsked = true,
                Asked = LiveSpis.Barrier.After(state, Instant.Zero),
            };
            Propose();
            return;
        }

        var known = LiveSpis.Of(
            _started!.Config, state, Instant.Zero, Ike, isHere: false, _path.Asked);
        _path = _path with { Asked = null };
        if (FishedTokens.IsShown(Ike, believes(known)))
        {
            _path = _path with { Breach = _path.Breach | Breach.Revealed };
        }
    }

    private void AskForLease()
    {
        var known = _is!.Replica.Sas.Children.Find(Child.Value);
        var through = _path.Outbound.Wanted(_node.Settings.LeaseBlock, 0);
        if (_node.Life is null)
        {
            if (through is { } all && all > known?.SentThrough)
            {
                Propose(new Change.Leased(Child, all, all));
            }

            return;
        }

        var octets = _path.Octets.Wanted(_node.Settings.LeaseBlock, 0);
        if (through > known?.SentThrough || octets > known?.OctetsThrough)
        {
            Propose(new Change.Leased(
                Child, through ?? _path.Outbound.Through, octets ?? _path.Octets.Through));
        }
    }

    private void AskForFloor(ulong number)
    {
        // A packet that waits asks for its own floor: those before it may be lost.
        var known = _is!.Replica.Sas.Children.Find(Child.Value)?.Floor;
        if (_path.Inbound.WantedBy(number, FloorAhead, uint.MaxValue) is { } floor
            && floor > known)
        {
            Propose(new Change.FloorRaised(Child, floor));
        }
    }

    private void Propose(params ReadOnlySpan<Change> changes) =>
        Do(new Input.Propose(1, [.. changes], null, KeyHandle.None));

    private void Act(Output output)
    {
        switch (output)
        {
            case Output.Send send:
                _outputs.Add(new NodeOutput.Say(send.Message));
                break;
            case Output.PersistEpoch persist:
                _boot = _boot.Persisted(persist.Epoch);
                Do(new Input.Persisted(persist.Epoch));
                break;
            case Output.Reign reign:
                _path = _path.Reigning(reign.Takeover, _node.Life is not null) with
                {
                    Acts = _path.Acts,
                };
                Acts(true);
                break;
            case Output.Resume:
                Acts(true);
                break;
            case Output.Stop:
                Acts(false);
                break;
            case Output.SendThrough through when through.Inbound == Child:
                DemandActive();
                _path = _path with
                {
                    Outbound = _path.Outbound.Renew(through.Number),
                    Octets = _node.Life is null
                        ? default
                        : _path.Octets.Renew(through.Octets),
                };
                break;
            case Output.AcceptThrough through when through.Inbound == Child:
                DemandActive();
                _path = _path with { Inbound = _path.Inbound.Raise(through.Number) };
                break;
            case Output.Transmit { IsResponse: false } transmit:
                DemandActive();
                Transmit(transmit);
                break;
            case Output.Refused:
                _isRefused = true;
                break;
            case Output.SendThrough or Output.AcceptThrough or Output.Transmit or Output.Seal
                or Output.ChildEnded
                or Output.Committed or Output.Forget or Output.Stands
                or Output.Solo or Output.DeleteAtPeer or Output.Contested or Output.Diverged
                or Output.CannotFollow or Output.StoreDoubted:
                break;
        }
    }

    private void Transmit(Output.Transmit transmit)
    {
        var content = transmit.Octets[0].Span;
        _path = _path with { SentRequest = transmit.MessageId + 1 };
        _outputs.Add(new NodeOutput.Transmitted(
            transmit.MessageId, ((ulong)content[0] << 16) | ((ulong)content[1] << 8) | content[2]));
    }

    private void Acts(bool acts)
    {
        if (_path.Acts != acts)
        {
            _path = acts ? _path with { Acts = true } : DataPath.Off with { Breach = _path.Breach };
            _outputs.Add(new NodeOutput.Acting(_boot.Member, acts));
        }
    }

    // I19: only a member that reigns may send and receive.
    private void DemandActive()
    {
        if (_is!.Role is not Role.Active)
        {
            _path = _path with { Breach = _path.Breach | Breach.NotQuiet };
        }
    }

    // I27: what an older epoch says changes nothing, but what has become too old by then goes.
    private void NoteOlder(State before, Input input)
    {
        if (input is Input.Received { Message: SyncMessage.Fact fact }
            && fact.Reign.Epoch < before.Seen.Epoch && before.Replica != _is!.Replica
            && _node.Step(_started!.Config, before, Instant.Zero, new Input.Tick()).State.Replica
                != _is.Replica)
        {
            _path = _path with { Breach = _path.Breach | Breach.OlderObeyed };
        }
    }
}
