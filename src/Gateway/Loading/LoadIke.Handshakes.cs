using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Loading;

/// <content>IKE SAs are begun, each by an <see cref="IkeInitiator"/>.</content>
internal sealed partial class LoadIke
{
    /// <summary>RFC 6311 §5: message IDs may be synchronised.</summary>
    private static readonly NotifyPayloadValue SyncSupported = new()
    {
        Data = new NotifyPayloadData.MessageIdSyncSupported(new()),
    };

    private sealed class Opening(int peer, Spi inbound, HandshakeWork work, Instant began)
    {
        public int Peer => peer;

        public Spi Inbound => inbound;

        public HandshakeWork Work => work;

        public Instant Began => began;

        public IkeInitiator.State State { get; set; } = new IkeInitiator.State.Idle();
    }

    /// <summary>A peer begins.</summary>
    public void Begin(int peer, Instant now)
    {
        var credentials = new HandshakeCredentials(_policies[peer])
        {
            Shared = _secrets[peer % _secrets.Length],
        };
        var spi = DrawIkeSpi();
        var inbound = DrawChildSpi();
        var opening = new Opening(
            peer, inbound, new(_keys, (_, _) => credentials, DatagramMost), now);
        _open.Add(spi, opening);
        _spis.Add(inbound);
        var traffic = _policies[peer].Traffic[0];
        Step(
            spi, opening,
            new IkeInitiator.Input.Begin(
                new HandshakeWish(
                    _policies[peer].Ours, _settings.GatewayIdentity, EspSuites.Plain,
                    new(traffic.Local, traffic.Remote))
                {
                    IsInitialContact = true,
                    Says = [SyncSupported],
                },
                spi, DrawNonce(), inbound),
            now);
    }

    private void Step(IkeSpi spi, Opening opening, IkeInitiator.Input first, Instant now)
    {
        var inputs = new Queue<IkeInitiator.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMost)
            {
                throw new GatewayException("a handshake goes on without an end");
            }

            if (WhyNot(opening.State, input) is { } why)
            {
                Counts.Failure = why;
            }

            var next = IkeInitiator.Step(_initiating, opening.State, now, input);
            opening.State = next.State;
            foreach (var output in next.Outputs)
            {
                if (opening.Work.Do(output, _flow) is { } answer)
                {
                    inputs.Enqueue(answer);
                    continue;
                }

                switch (output)
                {
                    case IkeInitiator.Output.Send(var octets):
                        _carrier.Send(octets);
                        break;
                    case IkeInitiator.Output.Establish(var made):
                        inputs.Enqueue(Establish(opening, made, now));
                        break;
                    default:
                        break;
                }
            }
        }

        if (opening.State is IkeInitiator.State.Up or IkeInitiator.State.Gone
            && _open.Remove(spi))
        {
            var stands = opening.State is IkeInitiator.State.Up;
            if (!stands)
            {
                _spis.Remove(opening.Inbound);
                Counts.Failed++;
                Counts.Failure ??= "nobody answers";
            }

            _carrier.Settled(opening.Peer, stands);
        }
    }

    private IkeInitiator.Input Establish(Opening opening, Established made, Instant now)
    {
        if (made.Child is not { } child)
        {
            Counts.Failure = $"no CHILD SA: {made.Refusal?.Data.Tag}";
            return new IkeInitiator.Input.NotCommitted();
        }

        var sa = new LoadSa(
            opening.Peer, StandingIke.Of(made, _policies[opening.Peer]),
            made.Says.Any(said => said.Data is NotifyPayloadData.MessageIdSyncSupported));
        _sas.Add(sa.Id, sa);

        // RFC 7296 §2.2: IKE_SA_INIT and IKE_AUTH have used 0 and 1.
        Ids(sa, new MessageIds.Input.Promoted(new(2, 1, [], 0, [])), now);
        Exchange(
            sa,
            new IkeExchanges.Input.Established(sa.Standing, [new StandingChild(child)], []),
            now);
        Take(sa, child);
        Counts.Handshakes.Add(now - opening.Began);
        return new IkeInitiator.Input.Committed();
    }

    /// <summary>Whoever sends packets has the keys of a CHILD SA from now on.</summary>
    private void Take(LoadSa sa, EstablishedChild child)
    {
        using var keys = KeyMaterial.Of(
            child.Suite, _keys.ChildKeysOf(child.Keys.Value), child.Role);
        _keys.Forget(child.Keys.Value);
        _spis.Add(child.Inbound);
        _carrier.Up(sa.Peer, child, keys);
    }

    private static string? WhyNot(IkeInitiator.State state, IkeInitiator.Input input) =>
        (state, input) switch
        {
            (_, IkeInitiator.Input.Denied(var why)) => $"the gateway is not believed: {why}",
            (_, IkeInitiator.Input.AuthRefused(var said)) =>
                $"the gateway refuses it: {said.Data.Tag}",
            (_, IkeInitiator.Input.Refused(var said))
                when said.Data is not (NotifyPayloadData.Cookie
                    or NotifyPayloadData.InvalidKePayload) =>
                $"the gateway refuses it: {said.Data.Tag}",
            (_, IkeInitiator.Input.Answered { Message.Auth: null }) =>
                "the gateway proves nothing",
            _ => null,
        };
}
