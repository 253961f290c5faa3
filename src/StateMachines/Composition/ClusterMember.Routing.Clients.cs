using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>Clients that are sent to another gateway, RFC 5685.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        /// <summary>
        /// Of a client without an SA nothing is kept here: what it said comes with each input.
        /// </summary>
        private void Greet(Input.ClientGreets greets) => Redirect(
            greets.Ike, new RedirectGateway.State.New(),
            new RedirectGateway.Input.Greeted(
                greets.Client, greets.Nonce,
                greets.To ?? GatewayWhileDrained(greets.Ike.Initiator.Value)));

        private void Prove(Input.ClientProves proves) => Redirect(
            proves.Ike, new RedirectGateway.State.Proving(proves.Client),
            new RedirectGateway.Input.Identified(
                proves.To ?? GatewayWhileDrained(PeerOf(proves.Identity))));

        private void Redirect(
            IkeSaId ike, RedirectGateway.State state, RedirectGateway.Input input)
        {
            if (!_isOpen)
            {
                _reason ??= Why.Closed;
                return;
            }

            var next = machines.Redirection(config.Redirection, state, now, input);
            Follow(
                Part.Redirection, 0, input, next.Reason, next.Outputs, ike,
                static (ref to, id, output) => to.Put(new Output.OfRedirection(id, output)));
        }

        private void Client(ulong at, RedirectGateway.Input input) => OfSa(
            Part.Redirection, SaMachines.Client, machines.Redirection, at, input,
            static (ref to, sa, output) => to.On(sa, output));

        private void On(IkeSaParts sa, RedirectGateway.Output output)
        {
            switch (output)
            {
                case RedirectGateway.Output.DeleteSas:
                    Lose(sa);
                    Put(new Output.OfRedirection(sa.Ike, output));
                    break;
                case RedirectGateway.Output.SendRedirect or RedirectGateway.Output.GoOn
                    or RedirectGateway.Output.RedirectInInit
                    or RedirectGateway.Output.RedirectInAuth:
                    Put(new Output.OfRedirection(sa.Ike, output));
                    break;
            }
        }

        /// <summary>Whose turn it is goes to the gateway of another member; where no member has
        /// one, the caller knows where.</summary>
        private void BeginRedirect(IkeSaParts sa)
        {
            if (GatewayFor(sa.Peer) is { } to)
            {
                Client(sa.Sa, new RedirectGateway.Input.Unwanted(to));
            }
            else
            {
                Put(new Output.BeginWork(PacedWork.Work.Redirect, sa.Ike, null));
            }
        }

        private readonly GatewayName? GatewayWhileDrained(ulong peer) =>
            _drain is MemberDrain.State.Serving ? null : GatewayFor(peer);

        private readonly GatewayName? GatewayFor(ulong peer)
        {
            Items<LoadShare.Load> loads = [];
            foreach (var member in config.Set.Members.Span)
            {
                if (member.Number != config.Set.Self && member.Gateway is not null)
                {
                    loads = loads.Add(new(member.Number, 0, member.Capacity, TakesPeers: true));
                }
            }

            if (LoadShare.LeastLoaded(peer, loads) is { } chosen)
            {
                foreach (var member in config.Set.Members.Span)
                {
                    if (member.Number == chosen && member.Gateway is { } gateway)
                    {
                        return GatewayName.From(gateway);
                    }
                }
            }

            return null;
        }

        /// <summary>What a client of an IKE SA that stands said when it came; null: it does not
        /// follow redirects.</summary>
        private static RedirectGateway.State? ClientOf(IkeSa ike) =>
            ike.Traits.HasFlag(IkeTraits.FollowsRedirects)
                ? new RedirectGateway.State.Up(new(Follows: true, null))
                : null;
    }
}
