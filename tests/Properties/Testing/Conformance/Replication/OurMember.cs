using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <summary>Our machine with the data path of a shell, in the kit's words.</summary>
internal sealed partial class OurMember
{
    private const ulong Block = 8;
    private const ulong Ahead = 4;
    private const string ChildWord = "child ";
    private const uint FirstChild = 0x0100_0400;

    /// <summary>What its store has.</summary>
    private sealed record Store(Epoch Epoch, uint Generation);

    private readonly ReplicationSettings _settings;
    private readonly Dictionary<ulong, MemberSaid?> _tickets = [];
    private readonly Queue<string> _wishes = [];
    private readonly List<MemberSaid> _said = [];
    private readonly byte _member;
    private SaReplication.Config _config;
    private ReplayWindow _window;
    private SaReplication.State _state;
    private SequenceLease _outbound;
    private InboundFloor _inbound;
    private Store _store;
    private ulong _ticket = 1_000;
    private ulong _counter;
    private uint _reign;
    private bool _acts;
    private bool _isBack;
    private bool _usesIds = true;

    private OurMember(ReplicationSettings settings, bool isFirst)
    {
        var (group, stored) = Pairs.GetOrAdd(settings, Begin);
        var at = isFirst ? 0 : 1;
        (_settings, _member) = (settings, (byte)(at + 1));
        _config = group.ConfigOf(at);
        _store = new(stored[at], _config.Settings.Start.Generation);
        _state = SaReplication.Machine.Rebase(group[at]!, Instant.Zero - group.Now);
        _outbound = SequenceLease.TakenOver(settings.SentSoFar, settings.IsExtended);
        _inbound = InboundFloor.TakenOver(settings.ReceivedSoFar, 0);
        _window = WindowFrom(settings.ReceivedSoFar);
    }

    public static Subject<MemberTold, MemberSaid> Make(ReplicationSettings settings, bool isFirst)
    {
        var it = new OurMember(settings, isFirst);
        return new(
            it.Tell, () => SaReplication.Deadline(it._config, it._state) - Instant.Zero);
    }

    private byte Other => (byte)(3 - _member);

    private IReadOnlyList<MemberSaid> Tell(TimeSpan elapsed, MemberTold told)
    {
        _said.Clear();
        var now = Instant.Zero + elapsed;
        switch (told)
        {
            case MemberTold.Begin(var isActive):
                _acts = isActive;
                _said.Add(new MemberSaid.Keeps(_store));
                break;
            case MemberTold.Back(Store kept):
                Start(now, kept);
                break;
            case MemberTold.OtherIsBack:
                Do(now, new Input.Connected(Other));
                break;
            case MemberTold.FromOther(SyncMessage.Hello hello) when IsOver(hello):
                break;
            case MemberTold.FromOther(SyncMessage message):
                Do(now, new Input.Received(Other, message));
                break;
            case MemberTold.OtherIsGone:
                Fence(now);
                break;
            case MemberTold.Takeover:
                Fence(now);
                Do(now, new Input.Authority(IsHere: true));
                break;
            case MemberTold.Show:
                // Which starts have joined is nothing of the SAs.
                var sas = _state.Replica.Sas;
                _said.Add(new MemberSaid.Knows(
                    $"{sas.Ikes.Digest} {sas.Children.Digest}",
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

        if (_isBack && SaReplication.PhaseOf(_state) == "Synced")
        {
            _isBack = false;
            _said.Add(new MemberSaid.Synced());
        }

        return [.. _said];
    }

    /// <summary>A Hello begins a connection, and TLS lets none of another one come again: whoever
    /// has lost no store is never back in an earlier start.</summary>
    private bool IsOver(SyncMessage.Hello hello) =>
        _state.Replica.Sas.Members.Find(Other) is { } known
        && hello.Start.Generation < known.Generation;

    private void Start(Instant now, Store kept)
    {
        _store = kept with { Generation = kept.Generation + 1 };
        _said.Add(new MemberSaid.Keeps(_store));
        _config = SaReplication.Config.Create(_config.Settings with
        {
            Start = new(
                new((100ul * _member) + _store.Generation), _store.Generation, _store.Epoch,
                StoreCondition.Kept),
        });
        (_state, _isBack) = (SaReplication.Initial(_config, now), true);
        Do(now, new Input.Connected(Other));
    }

    private void Fence(Instant now) => Do(now, new Input.FenceConfirmed(
        Other, SaReplication.StartOf(_state, Other), IsOff: true));

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
                _wishes.Enqueue(content);
                Ask(now);
                break;
            case MemberTold.Answered(var id):
                Propose(now, null, new Change.RequestAnswered(MemberGroup.Sa.Id, id));
                Ask(now);
                break;
            case MemberTold.Asked(var id, var answer) when _usesIds:
                if (id < Ike.NextExpected || Ike.Responses.Any(one => one.Id == id))
                {
                    Do(now, new Input.RequestRepeated(MemberGroup.Sa.Id, new MessageId(id)));
                    break;
                }

                Propose(now, null, new Change.ResponseSent(
                    MemberGroup.Sa.Id,
                    new(id, [.. answer.Select(part => Text(part))], KeyHandle.None)));
                break;
            case MemberTold.WantChild(var child):
                if (_usesIds)
                {
                    _wishes.Enqueue($"{ChildWord}{child}");
                    Ask(now);
                }

                break;
            case MemberTold.ChildAnswered(var child, var isMade):
                OnChild(now, child, isMade);
                break;
        }
    }

    /// <summary>The exchange ends, and with it the CHILD SA comes up where the peer has it.</summary>
    private void OnChild(Instant now, int child, bool isMade)
    {
        if (Ike.Requests.FirstOrDefault(one => one.Octets[0] == Text($"{ChildWord}{child}"))
            is not { } open)
        {
            return;
        }

        var answered = new Change.RequestAnswered(MemberGroup.Sa.Id, open.Id);
        var up = new Change.ChildUp(MemberGroup.Child with
        {
            Inbound = new(FirstChild + (uint)child),
            Outbound = new(0x500 + (uint)child),
        });
        Propose(now, null, isMade ? [answered, up] : [answered]);
        Ask(now);
    }

    private IkeSa Ike => _state.Replica.Sas.Ikes.Find(MemberGroup.Sa.Id.Key)!;

    private void Ask(Instant now)
    {
        while (_wishes.Count > 0 && (Ike.Requests.Count == 0
            || Ike.NextRequest - Ike.Requests[0].Id < Ike.SendWindow))
        {
            Propose(now, null, new Change.RequestSent(
                MemberGroup.Sa.Id,
                new(Ike.NextRequest, [Text(_wishes.Dequeue())], KeyHandle.None)));
        }
    }

    private static Octets Text(string text) => new(Encoding.ASCII.GetBytes(text));

    private static string Text(Octets octets) => Encoding.ASCII.GetString(octets.Span);

    private void Arrive(Instant now, ulong arrived, bool isGenuine)
    {
        if (_window.Check(new SequenceNumber((uint)arrived), out var number) != ReplayVerdict.New
            || !isGenuine || number != arrived)
        {
            return;
        }

        if (_inbound.Judge(number) == FloorVerdict.Open)
        {
            _window.Accept(number);
            _inbound = _inbound.Accept(number);
            _said.Add(new MemberSaid.Accepted(number));
        }

        if (_inbound.WantedBy(number, Ahead, _settings.LastNumber) is { } floor)
        {
            Propose(now, null, new Change.FloorRaised(MemberGroup.Child.Inbound, floor));
        }
    }

    private void Propose(Instant now, MemberSaid? then, params Items<Change> changes)
    {
        _tickets[++_ticket] = then;
        Do(now, new Input.Propose(_ticket, changes, null, KeyHandle.None));
    }
}
