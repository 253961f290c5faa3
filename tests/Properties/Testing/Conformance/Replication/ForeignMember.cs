using Holdfast.Codec;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Replication;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <summary>
/// A pair as somebody else writes it: the active member sends all that it knows, numbered, and lets
/// nothing out that the other one has not acknowledged. Whoever is back takes the next state.
/// </summary>
internal sealed partial class ForeignMember(
    ReplicationSettings settings, bool isFirst, MemberMistake mistake)
{
    private const int Block = 8;
    private const uint Ahead = 3;

    private readonly HashSet<ulong> _accepted = [];
    private readonly List<(int Version, MemberSaid What)> _held = [];
    private readonly Queue<string> _wishes = [];
    private ForeignShared _known = ForeignShared.Nothing with
    {
        Epoch = 1,
        Sent = settings.SentSoFar,
        Lease = settings.SentSoFar,
        Floor = mistake == MemberMistake.TakesFloorsFromOne ? 0 : settings.ReceivedSoFar,
    };

    private object? _kept;
    private int _acked;
    private int _doubled;
    private ulong _sent = settings.SentSoFar;
    private ulong _lease = settings.SentSoFar;
    private ulong _counter;
    private ulong _floor;
    private ulong _bottom;
    private bool _isActive;
    private bool _isAlone;
    private bool _isWhole = true;
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
                _floor = _bottom = _known.Floor;
                return isActive ? Share(now, _known) : [];
            case MemberTold.Back(var kept):
                (_known, _isWhole, _kept) = (ForeignShared.Nothing, false, kept);
                return [];
            case MemberTold.OtherIsBack:
                (_isAlone, _acked) = (false, -1);
                return Share(now, null);
            case MemberTold.OtherIsGone:
                _isAlone = true;
                return OnAck(_known.Version);
            case MemberTold.FromOther(ForeignShared state):
                return OnState(now, state);
            case MemberTold.FromOther(ForeignAck ack):
                return ack.Epoch == _known.Epoch && _isActive && !_isAlone
                    ? OnAck(ack.Version) : [];
            case MemberTold.Takeover:
                TakeOver();
                return
                [
                    .. _known.Open.Select(one => new MemberSaid.Request(one.Id, one.What)),
                    .. _known.Offers.Select(child => new MemberSaid.Offer(child)),
                    .. Share(now, _known),
                ];
            case MemberTold.Show:
                return mistake == MemberMistake.ShowsNothing ? []
                    : [new MemberSaid.Knows(
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
                _wishes.Enqueue(what);
                return Ask(now);
            case MemberTold.Answered(var id):
                return OnAnswer(now, id);
            case MemberTold.Asked(var id, var answer):
                return Answer(now, id, answer);
            case MemberTold.WantChild(var child):
                return Offer(now, child);
            case MemberTold.ChildAnswered(var child, var isMade):
                return OnChild(now, child, isMade);
            default:
                return [];
        }
    }

    private IReadOnlyList<MemberSaid> Send(TimeSpan now)
    {
        var last = mistake == MemberMistake.WrapsAround ? ulong.MaxValue : settings.LastNumber;
        if (_sent >= _lease)
        {
            var more = last - _sent < Block ? last : _sent + Block;
            return more > _known.Lease ? Share(now, _known with { Lease = more, Sent = _sent })
                : [];
        }

        _sent++;
        _known = mistake == MemberMistake.GoesOnBehindTheLastSent
            ? _known with { Sent = _sent }
            : _known;
        return [new MemberSaid.Sent(_sent, Iv())];
    }

    private ulong Iv() => _counter++ | (mistake switch
    {
        MemberMistake.CountsIvsAnew => 0ul,
        MemberMistake.CountsIvsAnewWhenBack => isFirst ? 1ul : 2,
        _ => (ulong)_known.Epoch,
    } << 40);

    private IReadOnlyList<MemberSaid> Arrive(TimeSpan now, ulong number, bool isGenuine)
    {
        if ((!isGenuine && mistake != MemberMistake.ChecksNoIntegrity) || number <= _bottom
            || _accepted.Contains(number) || mistake == MemberMistake.AcceptsNothing
            || (_known.Epoch > 1 && mistake == MemberMistake.AcceptsNothingAlone))
        {
            return [];
        }

        if (number > _floor)
        {
            var floor = settings.LastNumber - number < Ahead ? settings.LastNumber
                : number + Ahead;
            return floor > _known.Floor ? Share(now, _known with { Floor = floor }) : [];
        }

        _accepted.Add(number);
        return [new MemberSaid.Accepted(number)];
    }

    private IReadOnlyList<MemberSaid> Commit(
        TimeSpan now, ForeignShared next, MemberSaid what, bool isAtOnce)
    {
        if (!isAtOnce)
        {
            _held.Add((_known.Version + 1, what));
        }

        var shared = Share(now, next);
        return isAtOnce ? [what, .. shared] : shared;
    }

    private IReadOnlyList<MemberSaid> Share(TimeSpan now, ForeignShared? next)
    {
        _known = next is null ? _known : next with { Version = _known.Version + 1 };
        if (_isAlone)
        {
            return OnAck(_known.Version);
        }

        _again = now + TimeSpan.FromSeconds(1);
        var shared = new MemberSaid.ToOther(_known);
        return mistake == MemberMistake.GoesOnBehindWhatItKept
            ? [shared, new MemberSaid.Keeps(_known)]
            : [shared];
    }

    private IReadOnlyList<MemberSaid> OnState(TimeSpan now, ForeignShared state)
    {
        var isNew = state.IsNewer(_known);
        if (_isActive)
        {
            return mistake == MemberMistake.ObeysTheDead
                || (mistake == MemberMistake.ObeysTheLastOfTheDead && state.Version > 1)
                ? Share(now, _known with { Answers = _known.Answers.Add((uint.MaxValue, [])) })
                : [];
        }

        _doubled += !isNew && mistake == MemberMistake.AppliesTwice ? 1 : 0;
        _known = isNew ? state : _known;
        List<MemberSaid> said =
            [new MemberSaid.ToOther(new ForeignAck(_known.Epoch, _known.Version))];
        if (!_isWhole && mistake != MemberMistake.NeverSynced)
        {
            _isWhole = true;
            said.Add(new MemberSaid.Synced());
        }

        return said;
    }

    private List<MemberSaid> OnAck(int version)
    {
        _acked = Math.Max(_acked, version);
        if (_acked >= _known.Version)
        {
            var canSend = !_isAlone || mistake != MemberMistake.NeverSendsAlone;
            _lease = canSend ? Math.Max(_lease, _known.Lease) : _lease;
            _floor = _known.Floor;
        }

        List<MemberSaid> due =
            [.. _held.Where(one => one.Version <= _acked).Select(one => one.What)];
        _held.RemoveAll(one => one.Version <= _acked);
        return due;
    }

    private void TakeOver()
    {
        (_isActive, _isAlone, _counter) = (true, true, 0);
        _known = _known with { Epoch = _known.Epoch + 1 };
        _sent = _lease = mistake switch
        {
            MemberMistake.GoesOnBehindTheLastSent => _known.Sent,
            MemberMistake.GoesOnBehindWhatItKept when _kept is ForeignShared kept => kept.Lease,
            _ => _known.Lease,
        };
        _bottom = mistake switch
        {
            MemberMistake.ForgetsWhatWasAccepted => settings.ReceivedSoFar,
            MemberMistake.ForgetsHighHalves when settings.IsExtended => (uint)_known.Floor,
            _ => _known.Floor,
        };
        _floor = _known.Floor;
        _accepted.Clear();
    }

    private List<MemberSaid> Stop()
    {
        _again = null;
        return [];
    }
}
