using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>Paced work.</content>
public static partial class ClusterMember
{
    /// <summary>In the ids of work an IKE SA has this bit above all of the handle of its keys; SPIs
    /// of CHILD SAs lie below.</summary>
    private static UInt128 IkeBit => UInt128.One << 64;

    private static UInt128 WorkIdOf(ulong sa) => sa | IkeBit;

    private ref partial struct Routing
    {
        private readonly UInt128? WorkIdAt(IkeSaId id) =>
            _replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike)
                ? WorkIdOf(ike.Keys.Value)
                : null;

        private void Want(PacedWork.Work work, IkeSaId id, PacedWork.Urgency urgency)
        {
            if (WorkIdAt(id) is { } ike)
            {
                Want(work, ike, urgency);
            }
        }

        private void Want(PacedWork.Work work, UInt128 id, PacedWork.Urgency urgency)
        {
            var wanted = new PacedWork.Input.Wanted(id, work, urgency);
            switch (work)
            {
                case PacedWork.Work.RekeyIkeSa or PacedWork.Work.RekeyChildSa:
                    Rekeys(wanted);
                    break;
                case PacedWork.Work.Reestablish:
                    Reestablishments(wanted);
                    break;
                case PacedWork.Work.Redirect:
                    Redirects(wanted);
                    break;
            }
        }

        private void WantRekey(Spi child, PacedWork.Urgency urgency) =>
            Want(PacedWork.Work.RekeyChildSa, child.Value, urgency);

        /// <summary>Traffic waits for a rekey that is owed: it goes first.</summary>
        private void Hurry(Spi child)
        {
            if (_rekeys.Places.TryFind(child.Value, out _))
            {
                WantRekey(child, PacedWork.Urgency.Wanted);
            }
            else
            {
                _reason ??= Why.NoRekeyOwed;
            }
        }

        /// <summary>
        /// One CHILD SA of each IKE SA, then the next of each: those of one IKE SA wait for each
        /// other's exchanges, and would hold up those of all others.
        /// </summary>
        private readonly IEnumerable<ChildUse> InTurns(Items<ChildUse> children)
        {
            var sas = _replication.Replica.Sas.Children;
            var places = new Dictionary<IkeSaId, int>();
            var turns = children.Select(use =>
            {
                var ike = sas.Find(use.Inbound.Value)!.Ike;
                var turn = places.GetValueOrDefault(ike);
                places[ike] = turn + 1;
                return (Use: use, Turn: turn);
            }).ToArray();
            return turns.OrderBy(one => one.Turn).Select(one => one.Use);
        }

        /// <summary>A member that knew too little has jumped in every CHILD SA.</summary>
        private void WantRekeys(IkeSaId id)
        {
            if (_replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike))
            {
                foreach (var spi in ike.Children)
                {
                    WantRekey(spi, PacedWork.Urgency.Owed);
                }
            }
        }

        private void Rekeys(PacedWork.Input input) =>
            Work(Part.Rekeys, config.Rekey, ref _rekeys, input);

        private void Reestablishments(PacedWork.Input input) =>
            Work(Part.Reestablishments, config.Reestablish, ref _reestablishments, input);

        private void Redirects(PacedWork.Input input) =>
            Work(Part.Redirects, config.Redirect, ref _redirects, input);

        private void Work(
            Part part, PacedWork.Config pace, ref PacedWork.State state, PacedWork.Input input) =>
            OfMember(
                part, machines.Work, pace, ref state, input,
                static (ref to, _, output) => to.On(output));

        private void On(PacedWork.Output output)
        {
            switch (output)
            {
                case PacedWork.Output.Begin(var id, PacedWork.Work.Redirect):
                    if (_sas.TryFind((ulong)id, out var sa))
                    {
                        BeginRedirect(sa);
                    }

                    break;
                case PacedWork.Output.Begin(var id, var work):
                    if (NameOf(id) is var (ike, child))
                    {
                        Put(new Output.BeginWork(work, ike, child));
                    }

                    break;
                case PacedWork.Output.GiveUp(var id, var work):
                    GiveUpWork(id, work);
                    break;
            }
        }

        private void GiveUpWork(UInt128 id, PacedWork.Work work)
        {
            if (NameOf(id) is not var (ike, child))
            {
                return;
            }

            // An IKE SA that can't be used and can't be made anew is of no use.
            if (work == PacedWork.Work.Reestablish && SaOf(ike) is { } sa)
            {
                Lose(sa);
            }

            Put(new Output.WorkGivenUp(work, ike, child));
        }

        /// <summary>The SA of an id; null: it is gone.</summary>
        private readonly (IkeSaId Ike, Spi? Child)? NameOf(UInt128 id) =>
            id < IkeBit
                ? _replication.Replica.Sas.Children.TryFind(id, out var child)
                    ? (child.Ike, child.Inbound)
                    : null
                : _sas.TryFind((ulong)id, out var sa) ? (sa.Ike, null)
                : null;

        private void EndWork(Input.WorkEnded ended)
        {
            if ((ended.Child is { } child ? child.Value : WorkIdAt(ended.Ike)) is not { } id)
            {
                _reason ??= Why.NoSuchSa;
                return;
            }

            PacedWork.Input input = ended.IsDone
                ? new PacedWork.Input.Done(id)
                : new PacedWork.Input.Failed(id);
            switch (ended.Work)
            {
                case PacedWork.Work.RekeyIkeSa or PacedWork.Work.RekeyChildSa:
                    Rekeys(input);
                    break;
                case PacedWork.Work.Reestablish:
                    Reestablishments(input);
                    break;
                case PacedWork.Work.Redirect:
                    Redirects(input);
                    if (ended.IsDone)
                    {
                        Client((ulong)id, new RedirectGateway.Input.Acknowledged());
                    }

                    break;
            }
        }
    }
}
