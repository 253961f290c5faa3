using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <content>What members do with the SAs, and what must hold.</content>
internal sealed partial record ReplicationWorld
{
    /// <summary>
    /// What availability first gives up: two members that act while they do not hear each other.
    /// </summary>
    private bool IsExempt(int at) =>
        !IsSafetyFirst && (Ghost.WereTwo || (Cut != 0 && this[1 - at].Acts));

    /// <summary>A packet of the CHILD SA leaves; it is one octet long.</summary>
    public ReplicationWorld SendPacket(int at)
    {
        var member = this[at];
        Violation.Unless(
            member.Outbound.TryTake(out var number, out var lease)
            && member.Octets.TryUse(1, out _), "World", "nothing may be sent");
        _ = member.Octets.TryUse(1, out var octets);
        var bit = UInt128.One << (int)(number % 128);
        Violation.Unless(
            (Ghost.Sent & bit) == 0 || IsExempt(at), "I1b", $"sequence number {number} twice");

        // The nonce is member ‖ reign ‖ counter, the counter anew in each reign.
        var known = Ghost.Nonces.FirstOrDefault(
            one => one.Member == member.Boot.Member && one.Reign == member.NonceReign);
        Violation.Unless(
            member.Counter >= known.Count, "I1a",
            $"{member.Boot.Member}, {member.NonceReign}, {member.Counter}");
        // I5: numbers go up to the last one, and not round.
        Violation.Unless(
            number <= member.Outbound.Last && Ghost.Highest < number + (1UL << 31), "I5",
            $"{number} after {Ghost.Highest}");
        var used = Ghost.Octets + 1;
        Violation.Unless(
            used <= octets.Last || IsExempt(at), "I33", "the SA lives too long");

        return With(at, member with
        {
            Outbound = lease,
            Octets = octets,
            HasSent = true,
            Counter = member.Counter + 1,
        }) with
        {
            Ghost = Ghost with
            {
                Sent = Ghost.Sent | bit,
                Highest = Math.Max(Ghost.Highest, number),
                Octets = used,
                Nonces =
                [
                    .. Ghost.Nonces.Where(one => one != known),
                    (member.Boot.Member, member.NonceReign, member.Counter + 1),
                ],
            },
        };
    }

    /// <summary>A packet of the peer arrives, new or recorded and sent again.</summary>
    public ReplicationWorld Arrive(int at, ulong number)
    {
        var member = this[at];
        var bit = UInt128.One << (int)number;
        var world = this with
        {
            Ghost = Ghost with { PeerSent = Math.Max(Ghost.PeerSent, number) },
        };
        if (member.IsDeaf || (member.Window & bit) != 0
            || member.Inbound.Judge(number) != FloorVerdict.Open)
        {
            return world;
        }

        var isTwice = (Ghost.Accepted & bit) != 0 && !IsExempt(at);
        Violation.Unless(
            Ghost.Twice + (isTwice ? 1 : 0) <= (int)member.Inbound.Exposed, "I3",
            $"packet {number} is accepted twice");
        return world.With(at, member with
        {
            Inbound = member.Inbound.Accept(number),
            Window = member.Window | bit,
        }) with
        {
            Ghost = world.Ghost with
            {
                Accepted = Ghost.Accepted | bit,
                Twice = Ghost.Twice + (isTwice ? 1 : 0),
            },
        };
    }

    /// <summary>The active member's next request, with a content of its own.</summary>
    public ReplicationWorld Request(Rules rules, int at)
    {
        var ike = this[at].State!.Replica.Sas.Ikes.Find(Ike.Key)!;
        var content = Ghost.Contents + 1;
        var message = new SealedMessage(
            ike.NextRequest, [new Octets([(byte)content])], KeyHandle.None);
        return (this with { Ghost = Ghost with { Contents = content } }).Do(
            rules, at, new Input.Propose(
                content, [new Change.RequestSent(Ike, message)], null, KeyHandle.None));
    }

    /// <summary>The peer answers a request, and has made a second CHILD SA, or refuses to.
    /// </summary>
    public ReplicationWorld Answer(Rules rules, int at, bool isMade)
    {
        var ike = this[at].State!.Replica.Sas.Ikes.Find(Ike.Key)!;
        var answered = new Change.RequestAnswered(Ike, ike.Requests[0].Id);
        Items<Change> changes = isMade
            ? [answered, new Change.ChildUp(ReplicationSearch.ChildOf(Second, ulong.MaxValue))]
            : [answered];
        return (isMade ? this with { Ghost = Ghost with { PeerHasChild = true } } : this).Do(
            rules, at, new Input.Propose(200, changes, null, KeyHandle.None));
    }

    private ReplicationWorld Transmitted(int at, uint id, ulong content)
    {
        foreach (var (other, was) in Ghost.Requests.Span)
        {
            Violation.Unless(
                other != id || was == content || IsExempt(at), "I6", $"request {id} twice");
        }

        return Ghost.Requests.Contains((id, content)) ? this : this with
        {
            Ghost = Ghost with { Requests = Ghost.Requests.Add((id, content)) },
        };
    }

    /// <summary>What holds in every state.</summary>
    public ReplicationWorld Checked()
    {
        for (var at = 0; at < 2; at++)
        {
            if (this[at].State is not { Role: Role.Active active } one)
            {
                continue;
            }

            CheckNumbers(one, this[at]);
            if (this[1 - at] is { State: { } other, Sleeps: false } && !this[at].Sleeps)
            {
                CheckStandby(one, active, other);
            }
        }

        // With a channel that does no harm, whoever hears the other knows who reigns.
        var act = Members.Count(member => member.Acts && !member.Sleeps);
        Violation.Unless(
            act < 2 || !IsChannelWhole || Cut != 0 || !IsQuiet, "One", "two members act");
        CheckReigns();

        var areTwo = Cut != 0 && Members.All(member => member.Acts && !member.Sleeps);
        return areTwo && !Ghost.WereTwo
            ? this with { Ghost = Ghost with { WereTwo = true } }
            : this;
    }

    // Reigns are leased: beyond what the other one knows to be taken there are so many, no more.
    private void CheckReigns()
    {
        for (var at = 0; at < 2; at++)
        {
            if (this[at].State is { } one && this[1 - at].State is { } other
                && !one.Replica.Sas.HasNoSa && !other.Replica.Sas.HasNoSa)
            {
                Violation.Unless(
                    one.ReignBound <= other.Replica.Sas.ReignBase + SaReplication.ReignsAhead,
                    "Reigns", $"{one.ReignBound} beyond {other.Replica.Sas.ReignBase}");
            }
        }
    }

    private void CheckNumbers(SaReplication.State one, ClusterHost host)
    {
        // I5: no number lies beyond the last one of the SA, and what was sent lies below the end
        // that is known.
        Violation.Unless(
            host.Outbound.Taken <= host.Outbound.Through
            && host.Outbound.Through <= host.Outbound.Last, "I5", "beyond the last number");
        if (one.Replica.Sas.Children.Find(Child.Value) is { } child)
        {
            Violation.Unless(
                child.SentThrough <= SequenceLease.LastOf(child.IsExtended), "I5",
                "a lease beyond the last number");
        }

        // I24: a CHILD SA is one that the peer has, or whose exchange is open.
        var sas = one.Replica.Sas;
        Violation.Unless(
            Ghost.PeerHasChild || !sas.Children.TryFind(Second.Value, out _)
            || sas.Ikes.Any(ike => ike.Requests.Count > 0), "I24",
            "a CHILD SA that the peer never made");
    }

    private static void CheckStandby(
        SaReplication.State one, Role.Active active, SaReplication.State other)
    {
        var isLine = other.Replica.Lineage.Last == active.Reign;
        Violation.Unless(
            !isLine || other.Replica.Index <= one.Replica.Index, "I26",
            "a standby has more than was decided");

        // The standby is a fold: what it lacks, folded in, makes it the same.
        if (isLine && one.Replica.Keeps(other.Replica.Index))
        {
            var folded = one.Replica.Tail
                .Where(entry => entry.Position.Index > other.Replica.Index)
                .Aggregate(other.Replica.Sas, SaReplication.Evolve);
            Violation.Unless(folded == one.Replica.Sas, "Fold", "the standby is not the fold");
        }

    }

    // Synced means: everything that has taken effect is here, after every single step.
    private void CheckSynced()
    {
        var (one, other) = this[0].State?.Role is Role.Active ? (this[0], this[1])
            : (this[1], this[0]);
        if (one is { State.Role: Role.Active active, Sleeps: false }
            && other is { Sleeps: false, State: { } behind }
            && behind.Role is Role.Standby { Standing: Standing.Synced } standby
            && standby.Reign == active.Reign)
        {
            Violation.Unless(
                behind.Replica.Index >= active.Committed, "Synced",
                "a synced standby lacks what has taken effect");
            Violation.Unless(!active.IsSolo, "Synced", "alone beside a synced standby");
        }
    }
}
