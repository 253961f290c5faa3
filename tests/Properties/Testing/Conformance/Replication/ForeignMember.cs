using System.Globalization;
using Holdfast.Codec;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Replication;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <summary>What somebody may get wrong.</summary>
public enum MemberMistake
{
    None,
    GoesOnBehindTheLastSent,
    CountsIvsAnew,
    WrapsAround,
    ForgetsWhatWasAccepted,
    ChecksNoIntegrity,
    SendsRequestsBeforeTheyAreKnown,
    OffersChildrenBeforeTheyAreKnown,
    SaysNothingAgain,
    AppliesTwice,
    ObeysTheDead,
    NeverSendsAlone,
}

/// <summary>
/// A pair as somebody else writes it: the active member sends all that it knows, numbered, and lets
/// nothing out that the other one has not acknowledged.
/// </summary>
internal sealed class ForeignMember(
    ReplicationSettings settings, bool isFirst, MemberMistake mistake)
{
    /// <summary>All that is shared.</summary>
    private sealed record Shared(
        int Epoch, int Version, ulong Sent, ulong Lease, uint Floor, Items<string> Requests,
        Items<int> Children)
    {
        public string Digest => string.Create(
            CultureInfo.InvariantCulture,
            $"{Epoch}.{Version} {Lease} {Floor} {string.Join('+', Requests)} "
                + $"{string.Join('+', Children)}");

        public override string ToString() => $"state {Epoch}.{Version}";
    }

    private sealed record Ack(int Version)
    {
        public override string ToString() => $"ack {Version}";
    }

    private const int Block = 8;
    private const uint Ahead = 3;

    private readonly HashSet<uint> _accepted = [];
    private readonly List<(int Version, MemberSaid What)> _held = [];
    private Shared _known = new(1, 0, settings.SentSoFar, settings.SentSoFar, 0, [], []);
    private int _acked;
    private int _doubled;
    private ulong _sent = settings.SentSoFar;
    private ulong _lease = settings.SentSoFar;
    private ulong _counter;
    private uint _floor;
    private uint _bottom;
    private bool _isActive;
    private bool _isAlone;
    private TimeSpan? _again;

    public static Subject<MemberTold, MemberSaid> Make(
        ReplicationSettings settings, bool isFirst, MemberMistake mistake)
    {
        var it = new ForeignMember(settings, isFirst, mistake);
        return new(it.Tell, () => it._again);
    }

    private IReadOnlyList<MemberSaid> Tell(TimeSpan now, MemberTold told)
    {
        switch (told)
        {
            case MemberTold.Begin(var isActive):
                _isActive = isActive;
                return isActive ? Share(now, _known) : [];
            case MemberTold.FromOther(Shared state):
                return OnState(state);
            case MemberTold.FromOther(Ack ack):
                return OnAck(ack);
            case MemberTold.Takeover:
                TakeOver();
                return [.. _known.Requests.Select((what, id) =>
                    new MemberSaid.Request((uint)id, what)), .. Share(now, _known)];
            case MemberTold.Show:
                return [new MemberSaid.Knows(
                    _doubled > 0 ? $"{_known.Digest} {_doubled} twice" : _known.Digest,
                    _known.Children)];
            case MemberTold.Tick when now >= _again:
                return _acked < _known.Version && mistake != MemberMistake.SaysNothingAgain
                    ? Share(now, null)
                    : Stop();
            default:
                return _isActive ? OnWish(now, told) : [];
        }
    }

    private IReadOnlyList<MemberSaid> OnWish(TimeSpan now, MemberTold told)
    {
        switch (told)
        {
            case MemberTold.Packet:
                return Send(now);
            case MemberTold.Arrives(var number, var isGenuine):
                return Arrive(now, number, isGenuine);
            case MemberTold.WantRequest(var what):
                var request = new MemberSaid.Request((uint)_known.Requests.Count, what);
                return Commit(
                    now, _known with { Requests = _known.Requests.Add(what) }, request,
                    mistake == MemberMistake.SendsRequestsBeforeTheyAreKnown);
            case MemberTold.WantChild(var child):
                return Commit(
                    now, _known with { Children = _known.Children.Add(child) },
                    new MemberSaid.Offer(child),
                    mistake == MemberMistake.OffersChildrenBeforeTheyAreKnown);
            default:
                return [];
        }
    }

    private IReadOnlyList<MemberSaid> Send(TimeSpan now)
    {
        var last = mistake == MemberMistake.WrapsAround
            ? ulong.MaxValue : ReplicationSettings.LastNumber;
        if (_sent >= _lease)
        {
            var more = Math.Min(_sent + Block, last);
            return more > _known.Lease ? Share(now, _known with { Lease = more, Sent = _sent })
                : [];
        }

        var iv = (mistake == MemberMistake.CountsIvsAnew || isFirst ? 0 : 1ul << 56) | _counter++;
        _sent++;
        _known = mistake == MemberMistake.GoesOnBehindTheLastSent
            ? _known with { Sent = _sent }
            : _known;
        return [new MemberSaid.Sent(_sent, iv)];
    }

    private IReadOnlyList<MemberSaid> Arrive(TimeSpan now, uint number, bool isGenuine)
    {
        if ((!isGenuine && mistake != MemberMistake.ChecksNoIntegrity) || number <= _bottom
            || _accepted.Contains(number))
        {
            return [];
        }

        if (number > _floor)
        {
            return number + Ahead > _known.Floor
                ? Share(now, _known with { Floor = number + Ahead })
                : [];
        }

        _accepted.Add(number);
        return [new MemberSaid.Accepted(number)];
    }

    private IReadOnlyList<MemberSaid> Commit(
        TimeSpan now, Shared next, MemberSaid what, bool isAtOnce)
    {
        if (!isAtOnce)
        {
            _held.Add((_known.Version + 1, what));
        }

        var shared = Share(now, next);
        return isAtOnce ? [what, .. shared] : shared;
    }

    private List<MemberSaid> Share(TimeSpan now, Shared? next)
    {
        _known = next is null ? _known : next with { Version = _known.Version + 1 };
        if (_isAlone)
        {
            return OnAck(new(_known.Version));
        }

        _again = now + TimeSpan.FromSeconds(1);
        return [new MemberSaid.ToOther(_known)];
    }

    private List<MemberSaid> OnState(Shared state)
    {
        var isOld = (state.Epoch, state.Version).CompareTo((_known.Epoch, _known.Version)) <= 0;
        if (_isActive && mistake == MemberMistake.ObeysTheDead)
        {
            _known = _known with { Version = state.Version };
        }

        if (_isActive)
        {
            return [];
        }

        _doubled += isOld && mistake == MemberMistake.AppliesTwice ? 1 : 0;
        _known = isOld ? _known : state;
        return [new MemberSaid.ToOther(new Ack(_known.Version))];
    }

    private List<MemberSaid> OnAck(Ack ack)
    {
        _acked = Math.Max(_acked, ack.Version);
        if (_acked >= _known.Version)
        {
            var canSend = !_isAlone || mistake != MemberMistake.NeverSendsAlone;
            _lease = canSend ? _known.Lease : _lease;
            _floor = _known.Floor;
        }

        List<MemberSaid> due =
            [.. _held.Where(one => one.Version <= _acked).Select(one => one.What)];
        _held.RemoveAll(one => one.Version <= _acked);
        return due;
    }

    private void TakeOver()
    {
        (_isActive, _isAlone) = (true, true);
        _known = _known with { Epoch = _known.Epoch + 1 };
        var isMistaken = mistake == MemberMistake.GoesOnBehindTheLastSent;
        _sent = _lease = isMistaken ? _known.Sent : _known.Lease;
        _bottom = mistake == MemberMistake.ForgetsWhatWasAccepted ? 0 : _known.Floor;
        _floor = _known.Floor;
    }

    private List<MemberSaid> Stop()
    {
        _again = null;
        return [];
    }
}
