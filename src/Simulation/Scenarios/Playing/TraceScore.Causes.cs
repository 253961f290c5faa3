using System.Globalization;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>What causes what a model moves without a cause.</content>
internal sealed partial class TraceScore
{
    /// <summary>A first hop that is at another member goes to one because it does not hear that
    /// one any more.</summary>
    private void Comes(string who)
    {
        if (_hop is { } other && other != who)
        {
            _isAtBoth = true;
            if (IsActive(other))
            {
                Add(
                    new Fault.Lose(new()
                    {
                        Kind = MessageKind.Hsrp,
                        Count = 1_000,
                        For = Healing,
                    }),
                    new Fault.Reroute(Peer, other));
            }
            else
            {
                Add(
                    new Fault.Partition("outside", [other]),
                    new Fault.Partition("inside", [other]));
            }
        }
        else
        {
            Add(
                new Fault.LinkUp(new(who, "outside")), new Fault.LinkUp(new(who, "inside")));
        }

        _hop ??= who;
        _now += Takeover;
    }

    /// <summary>Whether one goes on with its packets once members hear each other again.</summary>
    private bool IsActive(string who) => IsStill(
        who, _rest.SkipWhile(one => one.Kind != EventKind.Mend));

    private bool IsStill(string who) => IsStill(who, _rest);

    private static bool IsStill(string who, IEnumerable<WorldEvent> rest) => rest
        .TakeWhile(one => !one.What.StartsWith("the first hop", StringComparison.Ordinal))
        .Any(one => one.What == $"{who} sends a packet");

    /// <summary>An IKE SA that one does not know is made with another one, and used at it.
    /// </summary>
    private void AsksForToken(string who)
    {
        HearNobody();
        Add(new Fault.Reroute(Peer, Other(who)));
        _now += Slow;
        Add(new Fault.Delete(Peer, ByPeer: true));
        _now += Slow;
        Add(new Fault.Establish(Peer));
        _now += Slow;
        Add(new Fault.Reroute(Peer, who));
        Add(new Fault.Rekey(Peer, RekeyOf.Children, ByPeer: true));
    }

    /// <summary>Members do not hear each other, and each one serves.</summary>
    private void HearNobody()
    {
        Add(
            new Fault.SyncCut(Healing),
            new Fault.Lose(new()
            {
                Kind = MessageKind.Hsrp,
                Count = 1_000,
                For = Healing,
            }));
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

    private static string SideOf(string side) => side == "front" ? "outside" : "inside";

    /// <summary>What members, peers and hosts do of themselves, and what a group alone is told by
    /// nobody: that it is synced.</summary>
    private static bool IsOfItself(string[] words) => words
        is [_, "sends"] or [_, "deletes"] or [_, "is", "answered"]
        or ["the", "schedule", "grants"] or ["a", "check", "is", "sealed"]
        or ["traffic", "waits", "for", ..] or ["no", "answer", "for", ..] or ["ESP", _]
        or [_, "is", "told", "that", _, "is", "off"]
        or [_, "is", "synced"];

    private void Add(params ReadOnlySpan<Fault> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Add(new(_now, fault));
        }

        _now += Apart;
    }
}
