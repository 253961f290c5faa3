using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>What is so now.</content>
public static partial class WhatIf
{
    /// <summary>A member that might take over.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Standing">What it knows.</param>
    /// <param name="Age">How old that is.</param>
    public readonly record struct Candidate(byte Member, StandingKind Standing, TimeSpan Age);

    /// <summary>What is so now, as far as this member knows.</summary>
    /// <param name="Active">The member that reigns; null: nobody, or nobody knows.</param>
    /// <param name="Candidates">The others that are known, those that know most first.</param>
    /// <param name="Sas">The SAs.</param>
    /// <param name="LinksWork">Whether each access link works.</param>
    /// <param name="Over">The access link in use; null: none.</param>
    /// <param name="LinksDown">A bit for each tracked link of the first hop that is down.</param>
    /// <param name="StandbyPriority">The priority of the standby router; null: unknown.</param>
    public sealed record Situation(
        byte? Active, Items<Candidate> Candidates, SaState Sas, Items<bool> LinksWork, int? Over,
        uint LinksDown, uint? StandbyPriority)
    {
        /// <summary>
        /// As it should be: this member reigns, all others are synced, all links work, and every
        /// peer that the configuration names has the SAs that it expects.
        /// </summary>
        public static Situation Planned(ClusterMemberConfig config)
        {
            ArgumentNullException.ThrowIfNull(config);
            return new(
                config.Set.Self,
                [
                    .. config.Replication.Others.Select(
                        other => new Candidate(other, StandingKind.Synced, TimeSpan.Zero)),
                ],
                Expected(config),
                [.. Enumerable.Repeat(true, config.Links.Links)], 0, 0, null);
        }

        /// <summary>As the machines of this member know it.</summary>
        public static Situation Of(
            ClusterMemberConfig config, SaReplication.State replication, HsrpPair.State firstHop,
            LinkSelection.State links, Instant now)
        {
            ArgumentNullException.ThrowIfNull(config);
            ArgumentNullException.ThrowIfNull(replication);
            ArgumentNullException.ThrowIfNull(firstHop);
            return new(
                ActiveOf(config, replication),
                [
                    .. CandidatesOf(config, replication, now)
                        .OrderBy(one => Rank(one.Standing)).ThenBy(one => one.Age),
                ],
                replication.Replica.Sas,
                [.. LinkSelection.LinksOf(links).Select(link => link.Works)],
                LinkSelection.LinkOf(links),
                firstHop.Front.LinksDown,
                firstHop.Front.StandbyRouter?.Priority);
        }
    }

    private static int Rank(StandingKind standing) => standing switch
    {
        StandingKind.Synced => 0,
        StandingKind.Stale => 1,
        StandingKind.Joining => 2,
        StandingKind.Empty => 3,
    };

    private static byte? ActiveOf(ClusterMemberConfig config, SaReplication.State replication) =>
        replication.Role switch
        {
            SaReplication.Role.Active => config.Set.Self,
            SaReplication.Role.Standby { Reign.IsSome: true, IsOver: false } standby =>
                standby.Reign.Epoch.Member,
            SaReplication.Role.Standby or SaReplication.Role.Promoting
                or SaReplication.Role.Proving => null,
        };

    private static IEnumerable<Candidate> CandidatesOf(
        ClusterMemberConfig config, SaReplication.State replication, Instant now) =>
        replication.Role switch
        {
            SaReplication.Role.Active active => active.Views.Select(view => new Candidate(
                view.Member,
                view.Place == SaReplication.Place.InSync ? StandingKind.Synced
                    : view.Match == 0 ? StandingKind.Empty : StandingKind.Stale,
                now - view.AckedAt)),
            SaReplication.Role.Standby standby => [Own(config, standby, now)],
            SaReplication.Role.Promoting promoting => [Own(config, promoting.Before, now)],
            SaReplication.Role.Proving => [],
        };

    private static Candidate Own(
        ClusterMemberConfig config, SaReplication.Role.Standby standby, Instant now) =>
        standby.Standing switch
        {
            SaReplication.Standing.Synced synced =>
                new(config.Set.Self, StandingKind.Synced, now - synced.From),
            SaReplication.Standing.Stale stale =>
                new(
                    config.Set.Self, StandingKind.Stale,
                    // Of unknown age is as old as it may be and still be used.
                    now - stale.Since ?? config.Replication.Settings.StaleFor),
            SaReplication.Standing.Joining { Since: { } since } =>
                new(config.Set.Self, StandingKind.Stale, now - since),
            SaReplication.Standing.Joining or SaReplication.Standing.Empty =>
                new(config.Set.Self, StandingKind.Empty, TimeSpan.Zero),
        };

    /// <summary>The SAs that a configuration expects: one IKE SA for each peer with CHILD SAs.
    /// </summary>
    private static SaState Expected(ClusterMemberConfig config)
    {
        var (ikes, children) = (SaState.Empty.Ikes, SaState.Empty.Children);
        var spi = 0x100u;
        for (var at = 0; at < config.Peers.Count; at++)
        {
            var peer = config.Peers[at];
            if (peer.ChildSas.Count == 0)
            {
                continue;
            }

            var id = new IkeSaId(new IkeSpi((ulong)at + 1), new IkeSpi((ulong)at + 1));
            var first = spi;
            foreach (var _ in peer.ChildSas)
            {
                children = children.With(new ChildSa(
                    new Spi(spi), new Spi(spi), id, KeyHandle.None, Octets.Empty, ChildTraits.None,
                    0, 0, 0, ulong.MaxValue, Position.None));
                spi++;
            }

            ikes = ikes.With(new IkeSa(
                id, KeyHandle.None, peer.Identity, Octets.Empty, peer.Traits, 1, 1, 0, 0, [], [],
                0, 0,
                [.. Enumerable.Range((int)first, peer.ChildSas.Count)
                    .Select(number => new Spi((uint)number))],
                Position.None, Position.None));
        }

        return SaState.Empty with { Ikes = ikes, Children = children };
    }
}
