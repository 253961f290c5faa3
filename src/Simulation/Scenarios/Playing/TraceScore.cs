using System.Globalization;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// A counter-example of the explorer as faults of a world that is played with real octets. Law:
/// what breaks, is mended or is wanted comes in the order of the trace and after as many units of
/// time; what members say to each other comes of itself. Where a model moves something without a
/// cause (a first hop goes elsewhere), a fault is the cause.
/// </summary>
/// <param name="world">The world; alice serves in its beginning.</param>
/// <param name="begins">When the trace begins in it.</param>
/// <param name="unit">How long a unit of time is.</param>
internal sealed class TraceScore(WorldPlan world, TimeSpan begins, TimeSpan unit)
{
    private const string Peer = "carol";
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Packets = TimeSpan.FromMilliseconds(500);

    // A first hop is held for three seconds; then replication agrees on who reigns.
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(3);

    private readonly List<TimedFault> _faults = [];
    private readonly Dictionary<string, string> _arrived = [];
    private TimeSpan _now = begins;
    private string? _hop = "alice";
    private bool _isAtBoth;
    private int? _cut;

    /// <summary>The world with what is broken in it.</summary>
    /// <param name="trace">The counter-example.</param>
    /// <param name="isLate">Whether what is told is late, whatever the trace says.</param>
    public WorldScenario Of(Counterexample trace, bool isLate)
    {
        foreach (var one in trace.Events)
        {
            Take(one.Event);
        }

        if (isLate || trace.Events.Any(IsLostOnItsWay))
        {
            LoseWhatIsSaid();
        }

        var heals = _now + Healing;
        Joined(heals);
        return new(
            world with { HealAt = heals, Duration = heals + Healing }, new([.. _faults]));
    }

    /// <summary>What a member has said when it dies is under way, and nobody hears it; of who does
    /// not die what is under way is lost with the connection.</summary>
    private void LoseWhatIsSaid()
    {
        var crash = _faults.FindIndex(one => one.Fault is Fault.Crash);
        if (crash < 0)
        {
            Add(new Fault.SyncCut(Connecting));
            return;
        }

        var at = _faults[crash].At - Slow;
        _faults.Insert(
            _faults.TakeWhile(one => one.At <= at).Count(),
            new(at, new Fault.SyncSlow(Slow, _now - at)));
    }

    private static bool IsLostOnItsWay(TraceEvent one) =>
        one.Event is { Kind: EventKind.Lose, From: "alice" or "moon", To: "alice" or "moon" };

    private void Take(WorldEvent one)
    {
        switch (one.Kind)
        {
            case EventKind.Time:
                _now += unit;
                break;
            case EventKind.Fault or EventKind.Mend:
                Happens(one.What);
                break;
            case EventKind.Tick or EventKind.Deliver or EventKind.Lose or EventKind.Double:
                break;
        }
    }

    private void Happens(string what)
    {
        var words = what.Replace(",", "", StringComparison.Ordinal).Split(' ');
        switch (words)
        {
            case ["member", var number, "fails"]:
                Add(new Fault.Crash(Numbered(number)));
                break;
            case ["member", var number, "returns"]:
                Add(new Fault.Restart(Numbered(number)));
                break;
            case [var who, "crashes" or "dies"]:
                _hop = _hop == who ? null : _hop;
                Add(new Fault.Crash(who));
                break;
            case ["crash", var who]:
                Add(new Fault.Crash(who));
                break;
            case ["start", var who]:
                Add(new Fault.Restart(who));
                break;
            case [var who, "starts"]:
                Add(new Fault.Restart(who));
                break;
            case [var who, "starts", "store", var store]:
                Add(new Fault.Restart(who, Enum.Parse<KeptStore>(store, ignoreCase: true)));
                break;
            case [var who, "is", "to", "leave"]:
                Add(new Fault.Drain(who));
                break;
            case [var who, "is", "to", "stay"]:
                Add(new Fault.Remain(who));
                break;
            case ["alice", "loses", "its", "power"]:
                // There are two ends, and this is the other one.
                Add(new Fault.Crash(Peer));
                break;
            case [_, "takes", "over"]:
                _now += Takeover;
                break;
            case ["the", "first", "hop", "comes", "to", var who]:
                Comes(who);
                break;
            case ["the", "first", "hop", "leaves", var who]:
                Leaves(who);
                break;
            default:
                if (!TryWay(words))
                {
                    Wanted(words);
                }

                break;
        }
    }

    private bool TryWay(string[] words)
    {
        switch (words)
        {
            case ["cut", "sync"] or ["cut", "alice" or "moon", "→" or "↔", _]:
                _cut = _faults.Count;
                Add(new Fault.SyncCut(Healing));
                return true;
            case ["join", "sync"] or ["heal"]:
                Joined(_now);
                _now += Connecting;
                return true;
            case ["cut", "front" or "back"]:
                Add(new Fault.Partition(words[1] == "front" ? "outside" : "inside", ["alice"]));
                return true;
            case ["join", "front" or "back"]:
                Add(new Fault.Rejoin(words[1] == "front" ? "outside" : "inside"));
                return true;
            case ["cut", var from, "→", _]:
                Loses(from);
                return true;
            case ["cut", var one, "↔", _]:
                Add(new Fault.Partition("outside", [one]), new Fault.Partition("inside", [one]));
                return true;
            case ["join"]:
                Add(
                [
                    new Fault.Rejoin("outside"), new Fault.Rejoin("inside"),
                    .. world.Links.Where(link => link.Segment is "outside" or "inside")
                        .Select(link => new Fault.LinkUp(link.Name)),
                ]);
                return true;
            case ["the", var side, "is", "cut", "the", _, "is", "with", var member]:
                Add(new Fault.Partition(side, [Other(member)]));
                return true;
            case ["both", "sides", "are", "cut", "the", "peer", "is", "with", var peer, "the",
                "host", "with", var host]:
                Add(
                    new Fault.Partition("outside", [Other(peer)]),
                    new Fault.Partition("inside", [Other(host)]));
                return true;
            case ["the", var side, "is", "joined"]:
                Add(new Fault.Rejoin(side));
                return true;
            default:
                return false;
        }
    }

    private void Wanted(string[] words)
    {
        switch (words)
        {
            case [_, "sends", "a", "request"] or [_, "asks", "the", "peer"]
                or ["the", "cluster", "rekeys", "the", "CHILD", "SA"] or ["alice", "wants", "a",
                    "rekey"]:
                Add(new Fault.Rekey(Peer, RekeyOf.Children));
                break;
            case ["the", "cluster", "rekeys", "the", "IKE", "SA"]:
                Add(new Fault.Rekey(Peer, RekeyOf.Ike));
                break;
            case ["the", "peer", "rekeys", "the", "CHILD", "SA"] or ["carol", "wants", "a",
                "rekey"]:
                Add(new Fault.Rekey(Peer, RekeyOf.Children, ByPeer: true));
                break;
            case [var end, "wants", "a", "delete"]:
                Add(new Fault.Delete(Peer, ByPeer: end == Peer));
                break;
            case [var who, "sends", "a", "packet"]:
                Serves(who);
                _now += Packets;
                break;
            case [var who, "is", "sent", "packet", var number]:
                Serves(who);
                // The first time it is the peer that sends it; whoever took it knows it.
                if (!_arrived.TryAdd(number, who) && _arrived[number] != who)
                {
                    Add(new Fault.Replay(MessageKind.Esp, who, 1_000));
                }

                _now += Packets;
                break;
            case [_, "is", "sent", "the", "Coup", ..]:
                Add(new Fault.ForgeHsrp("outside", HsrpForgery.Coup, 1, TimeSpan.Zero));
                break;
            case [_, "is", "sent", "what", "it", "must", "refuse"]:
                Add(new Fault.ForgeHsrp("outside", HsrpForgery.OtherVersion, 1, TimeSpan.Zero));
                break;
            case ["forged:", ..]:
                Add(new Fault.UnprotectedHint("alice", HintKind.InvalidSpi, 1, unit));
                break;
            case ["ESP", _, "forged"]:
                Add(new Fault.Corrupt(
                    new() { Kind = MessageKind.Esp, ChancePpm = 500_000, Count = 20 }, 4));
                break;
            case [_, "draws", _]:
                Add(new Fault.HalfOpenFlood(10, 2 * unit));
                break;
            default:
                break;
        }
    }

    /// <summary>A first hop that is at another member goes to one because it does not hear that
    /// one any more.</summary>
    private void Comes(string who)
    {
        if (_hop is { } other && other != who)
        {
            _isAtBoth = true;
            Add(new Fault.Partition("outside", [other]), new Fault.Partition("inside", [other]));
        }
        else
        {
            Add(
                new Fault.LinkUp(new(who, "outside")), new Fault.LinkUp(new(who, "inside")));
        }

        _hop ??= who;
        _now += Takeover;
    }

    /// <summary>Who does something with a packet serves by then.</summary>
    private void Serves(string who)
    {
        if (_hop is null)
        {
            _hop = who;
            _now += Takeover;
        }
    }

    private void Leaves(string who)
    {
        Add(new Fault.LinkDown(new(who, "outside")), new Fault.LinkDown(new(who, "inside")));
        if (_isAtBoth)
        {
            Add(new Fault.Rejoin("outside"), new Fault.Rejoin("inside"));
        }

        _hop = _isAtBoth ? Other(who) : null;
        _isAtBoth = false;
    }

    /// <summary>What one says does not reach the other; there are two.</summary>
    private void Loses(string from) => Add(
        new Fault.LinkLoses(new(from, "outside"), LinkWay.Out),
        new Fault.LinkLoses(new(from, "inside"), LinkWay.Out));

    private void Joined(TimeSpan at)
    {
        if (_cut is { } cut)
        {
            _faults[cut] = _faults[cut] with { Fault = new Fault.SyncCut(at - _faults[cut].At) };
            _cut = null;
        }
    }

    /// <summary>The member that stands for one of a larger cluster.</summary>
    private string Numbered(string number) => world.Members[
        (int.Parse(number, CultureInfo.InvariantCulture) - 1) % world.Members.Count].Name;

    private string Other(string member) =>
        world.Members.First(one => one.Name != member).Name;

    private void Add(params ReadOnlySpan<Fault> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Add(new(_now, fault));
        }

        _now += Apart;
    }
}
