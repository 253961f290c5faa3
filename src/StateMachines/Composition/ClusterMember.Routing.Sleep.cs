using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>What a member does first that was suspended (docs/adr/0054, docs/adr/0062).</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        /// <summary>Whether it waits for what the others say of their epochs.</summary>
        private readonly bool IsAsking =>
            _replication.Role is SaReplication.Role.Proving proving && now < proving.Until;

        /// <summary>Whether a group of its first hop is active in its own memory alone.</summary>
        private readonly bool HasLapsed => HsrpPair.HasLapsed(config.Hsrp, _firstHop, now);

        /// <summary>
        /// Whoever reigned, and slept for so long that others may reign, stops, and asks them
        /// before it acts or says that it is active. Whoever is not told that nobody has reigned is
        /// not active at the first hop either: it gives its addresses up in silence, now that
        /// nothing leads to them, and is elected as anybody is.
        /// </summary>
        /// <returns>Whether it has slept: that was its step, if nothing came but time.</returns>
        private bool Wake()
        {
            var hasSlept = SaReplication.HasSlept(config.Replication, _replication, now);
            if (hasSlept)
            {
                Replicate(new SaReplication.Input.Tick());
            }
            else if (HasLapsed
                && _replication.Role is SaReplication.Role.Active or SaReplication.Role.Promoting)
            {
                Replicate(new SaReplication.Input.Slept());
                hasSlept = true;
            }

            if (IsAsking || !HasLapsed)
            {
                return hasSlept;
            }

            FirstHop(new HsrpPair.Input.Tick(HsrpPair.Side.Front, new()));
            return true;
        }

        /// <summary>While it asks, somebody else is active at the first hop: it was replaced while
        /// it slept, and neither answers nor takes the place back before it knows all. Whether a
        /// group that has lapsed goes on is not known yet: till then all other talk is as lost.
        /// </summary>
        private void AtFirstHop(HsrpPair.Side side, HsrpGroup.Input heard)
        {
            if (_replication.Role is SaReplication.Role.Proving && IsReplaced(side, heard))
            {
                FirstHop(new HsrpPair.Input.Resign(IsSaid: false));
            }

            if (IsAsking && HasLapsed && heard is not HsrpGroup.Input.Disable)
            {
                _reason ??= Why.EpochFirst;
                return;
            }

            FirstHop(new HsrpPair.Input.At(side, heard));
        }

        private readonly bool IsReplaced(HsrpPair.Side side, HsrpGroup.Input heard)
        {
            var group = side == HsrpPair.Side.Front ? config.Hsrp.Front : config.Hsrp.Back;
            return heard switch
            {
                HsrpGroup.Input.Hello({ Phase: HsrpGroup.Phase.Active } said) =>
                    said.From.Address != group.Address,
                HsrpGroup.Input.Coup(var said) => said.From.Address != group.Address,
                HsrpGroup.Input.Hello or HsrpGroup.Input.Resign or HsrpGroup.Input.Enable
                    or HsrpGroup.Input.Disable or HsrpGroup.Input.Refused
                    or HsrpGroup.Input.LinkChanged or HsrpGroup.Input.Synced
                    or HsrpGroup.Input.Permit or HsrpGroup.Input.Tick => false,
            };
        }

        /// <summary>The others say that nobody has reigned, or fences say so for them: what is
        /// active at the first hop is so still, and says so at once.</summary>
        private void GoOnAtFirstHop(SaReplication.Role was)
        {
            if (was is SaReplication.Role.Proving
                && _replication.Role is SaReplication.Role.Active or SaReplication.Role.Promoting)
            {
                _cause = Wiring.NobodyElse;
                FirstHop(new HsrpPair.Input.GoOn());
            }
        }
    }
}
