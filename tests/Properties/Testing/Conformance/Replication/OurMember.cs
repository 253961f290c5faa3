using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <summary>Our machine with the data path of a shell, in the kit's words.</summary>
internal sealed class OurMember
{
    private const ulong Block = 8;
    private const ulong Ahead = 4;
    private const uint FirstChild = 0x0100_0400;

    private static readonly MemberGroup AtFirst = Begun(0);
    private static readonly MemberGroup AtLast = Begun(uint.MaxValue - 8);

    private readonly Dictionary<ulong, MemberSaid?> _tickets = [];
    private readonly List<MemberSaid> _said = [];
    private readonly SaReplication.Config _config;
    private readonly BootId _otherBoot;
    private readonly byte _member;
    private readonly ReplayWindow _window = new(64, extended: false);
    private SaReplication.State _state;
    private SequenceLease _outbound;
    private InboundFloor _inbound;
    private ulong _ticket = 1_000;
    private ulong _counter;
    private uint _reign;
    private bool _acts;
    private bool _usesIds = true;

    private OurMember(ReplicationSettings settings, bool isFirst)
    {
        var (group, at) = (settings.SentSoFar == 0 ? AtFirst : AtLast, isFirst ? 0 : 1);
        _member = (byte)(at + 1);
        _config = group.ConfigOf(at);
        _otherBoot = group.ConfigOf(1 - at).Settings.Start.Boot;
        _state = SaReplication.Machine.Rebase(group[at]!, Instant.Zero - group.Now);
        _outbound = SequenceLease.TakenOver(settings.SentSoFar, extended: false);
        _inbound = InboundFloor.New(0);
    }

    public static Subject<MemberTold, MemberSaid> Make(ReplicationSettings settings, bool isFirst)
    {
        var it = new OurMember(settings, isFirst);
        return new(
            it.Tell, () => SaReplication.Deadline(it._config, it._state) - Instant.Zero);
    }

    /// <summary>A pair in which the first one reigns over the SAs, and both know them.</summary>
    private static MemberGroup Begun(ulong sentSoFar)
    {
        var group = MemberGroup.Reigning(2, _ => MemberGroup.Fast(CommitRule.All));
        if (sentSoFar > 0)
        {
            group.Propose(0, 2, MemberGroup.Lease(sentSoFar));
            group.Run(TimeSpan.FromSeconds(1));
            Assert.Equal(sentSoFar, group.Known(1));
        }

        return group;
    }

    private IReadOnlyList<MemberSaid> Tell(TimeSpan elapsed, MemberTold told)
    {
        _said.Clear();
        var now = Instant.Zero + elapsed;
        switch (told)
        {
            case MemberTold.Begin(var isActive):
                _acts = isActive;
                break;
            case MemberTold.FromOther(SyncMessage message):
                Do(now, new Input.Received((byte)(3 - _member), message));
                break;
            case MemberTold.Takeover:
                Do(now, new Input.FenceConfirmed((byte)(3 - _member), _otherBoot, IsOff: true));
                Do(now, new Input.Authority(IsHere: true));
                break;
            case MemberTold.Show:
                var sas = _state.Replica.Sas;
                _said.Add(new MemberSaid.Knows(
                    $"{sas.Digest}",
                    [
                        .. sas.Children.Where(child => child.Inbound.Value >= FirstChild)
                            .Select(child => (int)(child.Inbound.Value - FirstChild)),
                    ]));
                break;
            case MemberTold.Tick:
                Do(now, new Input.Tick());
                break;
            default:
                if (_acts)
                {
                    Want(now, told);
                }

                break;
        }

        return [.. _said];
    }

    private void Want(Instant now, MemberTold told)
    {
        switch (told)
        {
            case MemberTold.Packet:
                if (_outbound.TryTake(out var number, out var rest))
                {
                    _outbound = rest;
                    _said.Add(new MemberSaid.Sent(
                        number, ((ulong)_member << 56) | ((ulong)_reign << 40) | _counter++));
                }

                if (_outbound.Wanted(Block, Block / 4) is { } through)
                {
                    Propose(now, null, MemberGroup.Lease(through));
                }

                break;
            case MemberTold.Arrives(var arrived, var isGenuine):
                Arrive(now, arrived, isGenuine);
                break;
            case MemberTold.WantRequest(var content) when _usesIds:
                Propose(now, null, new Change.RequestSent(
                    MemberGroup.Sa.Id,
                    new(Ike.NextRequest, [new Octets(Encoding.ASCII.GetBytes(content))],
                        KeyHandle.None)));
                break;
            case MemberTold.Answered(var id):
                Propose(now, null, new Change.RequestAnswered(MemberGroup.Sa.Id, id));
                break;
            case MemberTold.WantChild(var child):
                Propose(now, new MemberSaid.Offer(child), new Change.ChildUp(
                    MemberGroup.Child with
                    {
                        Inbound = new(FirstChild + (uint)child),
                        Outbound = new(0x500 + (uint)child),
                    }));
                break;
        }
    }

    private IkeSa Ike => _state.Replica.Sas.Ikes.Find(MemberGroup.Sa.Id.Key)!;

    private void Arrive(Instant now, uint arrived, bool isGenuine)
    {
        if (_window.Check(new SequenceNumber(arrived), out var number) != ReplayVerdict.New
            || !isGenuine)
        {
            return;
        }

        if (_inbound.Judge(number) == FloorVerdict.Open)
        {
            _window.Accept(number);
            _inbound = _inbound.Accept(number);
            _said.Add(new MemberSaid.Accepted((uint)number));
        }

        if (_inbound.WantedBy(number, Ahead, uint.MaxValue) is { } floor)
        {
            Propose(now, null, new Change.FloorRaised(MemberGroup.Child.Inbound, floor));
        }
    }

    private void Propose(Instant now, MemberSaid? then, Change change)
    {
        _tickets[++_ticket] = then;
        Do(now, new Input.Propose(_ticket, [change], null, KeyHandle.None));
    }

    private void Do(Instant now, Input input)
    {
        var next = SaReplication.Step(_config, _state, now, input);
        _state = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Output.Send(_, var message):
                    _said.Add(new MemberSaid.ToOther(message));
                    break;
                case Output.PersistEpoch(var epoch):
                    Do(now, new Input.Persisted(epoch));
                    break;
                case Output.Committed(var ticket) when _tickets.Remove(ticket, out var then):
                    if (then is not null)
                    {
                        _said.Add(then);
                    }

                    break;
                case Output.Transmit(_, var id, var octets, false):
                    _said.Add(new MemberSaid.Request(
                        id, Encoding.ASCII.GetString(octets[0].Span)));
                    break;
                case Output.SendThrough(var spi, var through, _) when IsOurs(spi):
                    _outbound = _outbound.Renew(through);
                    break;
                case Output.AcceptThrough(var spi, var floor) when IsOurs(spi):
                    _inbound = _inbound.Raise(floor);
                    break;
                case Output.Reign(var takeover):
                    Reign(takeover);
                    break;
                case Output.Resume:
                    _acts = true;
                    break;
                case Output.Stop:
                    _acts = false;
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsOurs(Spi spi) => spi == MemberGroup.Child.Inbound;

    private void Reign(Takeover takeover)
    {
        var plan = takeover.Children.First(one => IsOurs(one.Inbound));
        _acts = true;
        _usesIds = takeover.Ikes.All(one => one.Action == IkeTakeover.Resume);
        (_outbound, _inbound, _reign) = (plan.Outbound, plan.Floor, plan.NonceReign);
    }
}
