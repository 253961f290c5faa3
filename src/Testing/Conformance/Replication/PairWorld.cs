using Holdfast.Codec;

namespace Holdfast.Testing.Conformance.Replication;

/// <summary>What happens to a pair.</summary>
internal enum PairAct
{
    Tick,
    Packet,
    PeerSends,
    PeerRepeats,
    PeerRepeatsOld,
    SomebodyForges,
    WantRequest,
    WantChild,
    Lose,
    Double,
    Swap,
    ActiveCrashes,
    OldMessageArrives,
    Show,
}

/// <summary>What a member of a pair said.</summary>
internal sealed record PairSaid(string Who, MemberSaid What)
{
    public override string ToString() => $"{Who} {What}";
}

/// <summary>
/// Two members of somebody else's with a channel between them, their peer, and an attacker who may
/// hand over once more what was ever said. A message takes 10 ms, unless something happens to it.
/// </summary>
internal sealed class PairWorld
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(10);
    private readonly Subject<MemberTold, MemberSaid>?[] _members;
    private readonly List<(TimeSpan At, int To, object Message)> _flights = [];
    private readonly List<(int To, object Message)> _ever = [];
    private readonly List<PairSaid> _said = [];
    private TimeSpan _now;
    private int _active;
    private uint _peerNumber;
    private int _names;

    private PairWorld(Func<bool, Subject<MemberTold, MemberSaid>> make)
    {
        _members = [make(true), make(false)];
        foreach (var at in (int[])[0, 1])
        {
            Tell(at, new MemberTold.Begin(at == 0));
        }
    }

    public static Subject<PairAct, PairSaid> Subject(
        Func<bool, Subject<MemberTold, MemberSaid>> make)
    {
        var world = new PairWorld(make);
        return new(world.Take, world.Deadline);
    }

    private TimeSpan? Deadline()
    {
        TimeSpan? due = _flights.Count > 0 ? _flights.Min(one => one.At) : null;
        foreach (var member in _members)
        {
            due = member?.Deadline() is { } at && !(due <= at) ? at : due;
        }

        return due;
    }

    private PairSaid[] Take(TimeSpan now, PairAct act)
    {
        _now = now;
        switch (act)
        {
            case PairAct.Tick:
                Pass();
                break;
            case PairAct.Packet:
                Tell(_active, new MemberTold.Packet());
                break;
            case PairAct.PeerSends:
                Tell(_active, new MemberTold.Arrives(++_peerNumber, IsGenuine: true));
                break;
            case PairAct.PeerRepeats when _peerNumber > 0:
                Tell(_active, new MemberTold.Arrives(_peerNumber, IsGenuine: true));
                break;
            case PairAct.PeerRepeatsOld when _peerNumber > 2:
                Tell(_active, new MemberTold.Arrives(_peerNumber - 2, IsGenuine: true));
                break;
            case PairAct.SomebodyForges:
                Tell(_active, new MemberTold.Arrives(_peerNumber + 1, IsGenuine: false));
                break;
            case PairAct.WantRequest:
                Tell(_active, new MemberTold.WantRequest($"request {(char)('A' + _names++)}"));
                break;
            case PairAct.WantChild:
                Tell(_active, new MemberTold.WantChild(++_names));
                break;
            case PairAct.Lose:
                _flights.Clear();
                break;
            case PairAct.Double when _flights.Count > 0:
                _flights.Add(_flights[0]);
                break;
            case PairAct.Swap when _flights.Count > 1:
                (_flights[0], _flights[1]) = (
                    _flights[1] with { At = _flights[0].At },
                    _flights[0] with { At = _flights[1].At });
                break;
            case PairAct.ActiveCrashes when _active == 0:
                (_members[0], _active) = (null, 1);
                Tell(1, new MemberTold.Takeover());
                break;
            case PairAct.OldMessageArrives when _active == 1
                && _ever.Exists(one => one.To == 1):
                Tell(1, new MemberTold.Show());
                Tell(1, new MemberTold.FromOther(_ever.Find(one => one.To == 1).Message));
                Tell(1, new MemberTold.Show());
                break;
            case PairAct.Show:
                Tell(0, new MemberTold.Show());
                Tell(1, new MemberTold.Show());
                break;
        }

        PairSaid[] said = [.. _said];
        _said.Clear();
        return said;
    }

    private void Pass()
    {
        for (var at = 0; at < 2; at++)
        {
            if (_members[at]?.Deadline() <= _now)
            {
                Tell(at, new MemberTold.Tick());
            }
        }

        while (_flights.FindIndex(one => one.At <= _now) is >= 0 and var first)
        {
            var (_, to, message) = _flights[first];
            _flights.RemoveAt(first);
            Tell(to, new MemberTold.FromOther(message));
        }
    }

    private void Tell(int at, MemberTold told)
    {
        foreach (var said in _members[at]?.Tell(_now, told) ?? [])
        {
            _said.Add(new(at == 0 ? "alice" : "moon", said));
            switch (said)
            {
                case MemberSaid.ToOther(var message):
                    _flights.Add((_now + OnTheWay, 1 - at, message));
                    _ever.Add((1 - at, message));
                    break;
                case MemberSaid.Request(var id, _):
                    // The peer answers at once, and its answer may be lost with the member.
                    Tell(at, new MemberTold.Answered(id));
                    break;
                default:
                    break;
            }
        }
    }
}
