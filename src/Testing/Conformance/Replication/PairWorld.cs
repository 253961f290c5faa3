using Holdfast.Codec;

namespace Holdfast.Testing.Conformance.Replication;

/// <summary>
/// Two members of somebody else's with a channel between them, their peer, and an attacker who may
/// hand over once more what was ever said. A message takes 10 ms, unless something happens to it.
/// </summary>
internal sealed class PairWorld
{
    /// <summary>How many fresh packets a takeover may cost, and the peer sends in one go.</summary>
    public const int Many = 24;

    /// <summary>The time between two of them.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan PeerThinks = TimeSpan.FromMilliseconds(40);

    private readonly Func<bool, Subject<MemberTold, MemberSaid>> _make;
    private readonly ReplicationSettings _settings;
    private readonly Subject<MemberTold, MemberSaid>?[] _members;
    private readonly object?[] _kept = [null, null];
    private readonly bool[] _isWhole = [true, true];
    private readonly List<(TimeSpan At, int To, object Message)> _flights = [];
    private readonly List<(int To, object Message)> _ever = [];

    /// <summary>What the peer will do: answer, or (null) send a fresh packet.</summary>
    private readonly List<(TimeSpan At, MemberTold? Answer)> _peer = [];
    private readonly HashSet<int> _refused = [];
    private readonly SortedSet<uint> _asked = [];
    private readonly List<PairSaid> _said = [];
    private TimeSpan _now;
    private int _active;
    private int _before;
    private int _acts;
    private ulong _peerNumber;
    private uint _peerId;
    private int _names;

    private PairWorld(
        ReplicationSettings settings, Func<bool, Subject<MemberTold, MemberSaid>> make)
    {
        (_settings, _make, _peerNumber) = (settings, make, settings.ReceivedSoFar);
        _members = [make(true), make(false)];
        foreach (var at in (int[])[0, 1])
        {
            Tell(at, new MemberTold.Begin(at == 0));
        }
    }

    public static Subject<PairAct, PairSaid> Subject(
        ReplicationSettings settings, Func<bool, Subject<MemberTold, MemberSaid>> make)
    {
        var world = new PairWorld(settings, make);
        return new(world.Take, world.Deadline);
    }

    private int Standby => 1 - _active;

    private TimeSpan? Deadline()
    {
        TimeSpan? due = _flights.Count > 0 ? _flights.Min(one => one.At) : null;
        foreach (var (at, _) in _peer)
        {
            due = due <= at ? due : at;
        }

        foreach (var member in _members)
        {
            due = member?.Deadline() is { } at && !(due <= at) ? at : due;
        }

        return due;
    }

    private PairSaid[] Take(TimeSpan now, PairAct act)
    {
        (_now, _acts) = (now, _acts + 1);
        switch (act)
        {
            case PairAct.Packet:
                Tell(_active, new MemberTold.Packet());
                break;
            case PairAct.WantRequest:
                Tell(_active, new MemberTold.WantRequest($"request {++_names}"));
                break;
            case PairAct.WantChild:
                Tell(_active, new MemberTold.WantChild(++_names));
                break;
            case PairAct.WantChildInVain:
                _refused.Add(++_names);
                Tell(_active, new MemberTold.WantChild(_names));
                break;
            case PairAct.Show:
                Tell(0, new MemberTold.Show());
                Tell(1, new MemberTold.Show());
                break;
            case PairAct.Tick:
                Pass();
                break;
            case PairAct.PeerSends or PairAct.PeerRepeats or PairAct.PeerRepeatsOld
                or PairAct.PeerGoesOn or PairAct.PeerAsks or PairAct.PeerAsksAgain
                or PairAct.SomebodyForges:
                OfPeer(act);
                break;
            case PairAct.Lose or PairAct.Double or PairAct.Swap:
                OfChannel(act);
                break;
            case PairAct.ActiveCrashes or PairAct.StandbyCrashes or PairAct.Returns:
                OfMembers(act);
                break;
            case PairAct.OldestMessageArrives or PairAct.OldMessageArrives
                or PairAct.LastMessageArrives:
                Old(act);
                break;
        }

        PairSaid[] said = [.. _said];
        _said.Clear();
        return said;
    }

    private void OfPeer(PairAct act)
    {
        switch (act)
        {
            case PairAct.PeerSends:
                SendFresh();
                break;
            case PairAct.PeerRepeats when _peerNumber > 0:
                Tell(_active, new MemberTold.Arrives(_peerNumber, IsGenuine: true));
                break;
            case PairAct.PeerRepeatsOld when _peerNumber > 2:
                Tell(_active, new MemberTold.Arrives(_peerNumber - 2, IsGenuine: true));
                break;
            case PairAct.PeerGoesOn:
                _peer.AddRange(Enumerable.Range(1, Many)
                    .Select(at => (_now + (at * Between), (MemberTold?)null)));
                break;
            case PairAct.PeerAsks when _asked.Count < _settings.Window:
                _asked.Add(_peerId);
                Ask(_peerId++);
                break;
            case PairAct.PeerAsksAgain when _peerId > 0:
                Ask(_asked.Count > 0 ? _asked.Min : _peerId - 1);
                break;
            case PairAct.SomebodyForges when _peerNumber < _settings.LastNumber:
                Tell(_active, new MemberTold.Arrives(_peerNumber + 1, IsGenuine: false));
                break;
            default:
                break;
        }
    }

    private void Ask(uint id)
    {
        _names++;
        Tell(_active, new MemberTold.Asked(
            id, [$"answer {_names}, first part", $"answer {_names}, second part"]));
    }

    private void SendFresh()
    {
        if (_peerNumber < _settings.LastNumber)
        {
            Tell(_active, new MemberTold.Arrives(++_peerNumber, IsGenuine: true));
        }
    }

    private void OfChannel(PairAct act)
    {
        switch (act)
        {
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
            default:
                break;
        }
    }

    private void OfMembers(PairAct act)
    {
        switch (act)
        {
            // Whoever does not know all again takes nothing over: the SAs would be lost.
            case PairAct.ActiveCrashes when _members[Standby] is not null && _isWhole[Standby]:
                Crash(_active);
                (_active, _before) = (Standby, _ever.Count);
                Tell(_active, new MemberTold.Takeover());
                break;
            case PairAct.StandbyCrashes when _members[Standby] is not null:
                Crash(Standby);
                Tell(_active, new MemberTold.OtherIsGone());
                break;
            case PairAct.Returns when _members[Standby] is null:
                _members[Standby] = _make(Standby == 0);
                Tell(Standby, new MemberTold.Back(_kept[Standby]));
                Tell(_active, new MemberTold.OtherIsBack());
                break;
            default:
                break;
        }
    }

    private void Crash(int at)
    {
        (_members[at], _isWhole[at]) = (null, false);
        _flights.RemoveAll(one => one.To == at);
    }

    private void Old(PairAct act)
    {
        object[] old =
            [.. _ever.Take(_before).Where(one => one.To == _active).Select(one => one.Message)];
        if (old.Length == 0)
        {
            return;
        }

        Tell(_active, new MemberTold.Show());
        Tell(_active, new MemberTold.FromOther(old[act switch
        {
            PairAct.OldestMessageArrives => 0,
            PairAct.LastMessageArrives => old.Length - 1,
            _ => (int)(unchecked((uint)_acts * 2_654_435_761u) % (uint)old.Length),
        }]));
        Tell(_active, new MemberTold.Show());
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

        // Of answers that are there at once the last one comes first.
        while (_peer.FindLastIndex(one => one.At <= _now) is >= 0 and var last)
        {
            var (_, answer) = _peer[last];
            _peer.RemoveAt(last);
            if (answer is not null)
            {
                Tell(_active, answer);
            }
            else
            {
                SendFresh();
            }
        }
    }

    private void Tell(int at, MemberTold told)
    {
        if (_members[at] is not { } member)
        {
            return;
        }

        var who = at == 0 ? "alice" : "moon";
        if (told is not (MemberTold.Tick or MemberTold.FromOther or MemberTold.Show
            or MemberTold.Begin or MemberTold.Packet))
        {
            _said.Add(new(who, null, told));
        }

        var answer = member.Tell(_now, told);
        if (told is MemberTold.Show && !answer.OfType<MemberSaid.Knows>().Any())
        {
            _said.Add(new(who, null, told));
        }

        foreach (var said in answer)
        {
            _said.Add(new(who, said));
            Follow(at, said);
        }
    }

    private void Follow(int at, MemberSaid said)
    {
        switch (said)
        {
            case MemberSaid.ToOther(var message):
                _ever.Add((1 - at, message));
                if (_members[1 - at] is not null)
                {
                    _flights.Add((_now + OnTheWay, 1 - at, message));
                }

                break;
            case MemberSaid.Keeps(var what):
                _kept[at] = what;
                break;
            case MemberSaid.Synced:
                _isWhole[at] = true;
                break;
            case MemberSaid.Request(var id, _):
                // The answer may be lost with the member that has asked.
                _peer.Add((_now + PeerThinks, new MemberTold.Answered(id)));
                break;
            case MemberSaid.Offer(var child):
                _peer.Add((
                    _now + PeerThinks,
                    new MemberTold.ChildAnswered(child, !_refused.Contains(child))));
                break;
            case MemberSaid.Answer(var id, _):
                _asked.Remove(id);
                break;
            case MemberSaid.Sent or MemberSaid.Accepted or MemberSaid.Knows:
                break;
        }
    }
}
