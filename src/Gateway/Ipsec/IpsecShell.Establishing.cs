using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Ipsec;

/// <content>SAs are made, and end.</content>
internal sealed partial class IpsecShell
{
    private SpiPartition Spis => new(_config.Set.Self);

    /// <inheritdoc/>
    public IkeSpi DrawIkeSpi()
    {
        var ikes = _state().Replication.Replica.Sas.Ikes;
        while (true)
        {
            var spi = Spis.Make((ulong)Random64());
            if (!ikes.Any(ike => ike.Id.Responder == spi || ike.Id.Initiator == spi))
            {
                return spi;
            }
        }
    }

    /// <inheritdoc/>
    public Spi DrawChildSpi() => Spis.MakeFree(
        (uint)Random64(), spi => ChildOf(spi) is not null || _tunnels.Of(spi) is not null)
        ?? throw new GatewayException("no SPI is left");

    /// <inheritdoc/>
    public Func<IkeSaId, bool> Standing()
    {
        var ikes = _state().Replication.Replica.Sas.Ikes;
        return id => ikes.TryFind(id.Key, out _);
    }

    /// <inheritdoc/>
    public void Establish(
        Established made, Flow flow, HandshakeKeys keys, Func<IkeSaId, bool> stood,
        Action<bool> settled)
    {
        var place = new PeerPlace(
            flow,
            made.Nat != NatSides.None || flow.IsOverTcp
                || flow.LocalPort == IkePort.Encapsulated,
            made.TakesFragments)
        {
            Made = UnixNow,
            Inner = made.Given,
            Own = made.Role == IkeRole.Initiator ? made.Got : null,

            // RFC 4555 §3.1: the side that has begun the first IKE SA is the one that moves.
            IsMobile = Speaks(made),
            WeMove = made.Role == IkeRole.Initiator && Speaks(made),
        };
        var kept = made with
        {
            Keys = _keys.Keep(KeyMaterial.Of(
                made.Suite, keys.KeysOf(made.Keys.Value), made.Role)),
        };
        var traffic = Octets.Empty;
        if (made.Child is { } child)
        {
            kept = kept with
            {
                Child = child with
                {
                    Keys = _keys.Keep(KeyMaterial.Of(
                        child.Suite, keys.ChildKeysOf(child.Keys.Value), made.Role)),
                },
            };
            if (ChildTraffic.ToOctets(child.Selectors, UnixNow) is { } described)
            {
                traffic = described;
            }
        }

        Prove(flow, isNew: true);
        _connections.Remove(made.Peer);
        if (made.Response is { } response)
        {
            _waysBack[(made.Id, response.Id)] = flow;
        }

        var peer = NameOf(made.Peer);
        var changes = kept.ToChanges(
            IkeTraits.None, (1, (byte)_config.MessageIds.Window), place.ToOctets(), traffic,
            FirstLeases);
        Items<(IkeSaId Id, IkeRole Role)> standing =
        [
            .. _state().Replication.Replica.Sas.Ikes.Where(ike => ike.Peer == made.Peer)
                .Select(ike => (ike.Id, RoleIn(ike))),
        ];
        Items<Change> replaced =
        [
            .. FirstContacts.Replaced(
                made, standing, [.. standing.Select(one => one.Id).Where(stood)])
                .Select(id => new Change.IkeDown(id)),
        ];
        Propose([.. replaced, .. changes], isFact =>
        {
            if (isFact)
            {
                IpsecJournal.Stands(
                    _journal, peer, made.Id,
                    $"{flow.Path.Remote}:{flow.RemotePort}"
                        + (flow.IsOverTcp ? " in TCP" : place.IsEncapsulated ? " in UDP" : "")
                        + (made.Given is { } inner ? $", with {inner}" : "")
                        + (place.Own is { } own ? $", where we are {own}" : ""));
            }
            else
            {
                _keys.Forget(kept.Keys);
                _keys.Forget(kept.Child?.Keys ?? default);
            }

            settled(isFact);
            if (isFact)
            {
                Found(made.Peer, made.Role, flow);
                if (FirstContacts.Outdoes(made, _asking.Contains(peer)))
                {
                    _initiations.Yield(peer, _now());
                }

                BeginWays(made, place);
            }

            if (isFact && kept.Child is { } up)
            {
                IpsecJournal.Child(
                    _journal, peer, up.Inbound, up.Outbound, $"{up.Selectors}");
                Begin(up.Inbound);
            }
        });
    }

    /// <summary>Whether both speak MOBIKE, RFC 4555 §3.3: what begins says so to peers of several
    /// addresses.</summary>
    private bool Speaks(Established made) =>
        made.Says.Any(said => said.Data is NotifyPayloadData.MobikeSupported)
        && (made.Role == IkeRole.Responder
            || (_config.PeerOf(made.Peer) is { } at
                && SaidTo(_config.Set.Peers[at]).Count > 0));

    /// <inheritdoc/>
    public void Complain(Octets identity, Flow flow, string what) => IpsecJournal.Disbelieved(
        _journal,
        identity.Length == 0 ? "somebody"
            : identity.Length <= ClusterMemberConfig.IdentityMax ? NameOf(identity)
            : $"an identity of {identity.Length} octets",
        $"{flow.Path.Remote}:{flow.RemotePort}", what);

    /// <summary>The machine takes a peer for dead, or its window is stuck.</summary>
    public void End(IkeSaId id, string why)
    {
        // Of a dead peer the machine may have ended it with the same step.
        if (_state().Replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike)
            || _before().Replication.Replica.Sas.Ikes.TryFind(id.Key, out ike))
        {
            IpsecJournal.Ends(_journal, NameOf(ike.Peer), id, why);
        }

        if (Known(id) is not null)
        {
            Propose([new Change.IkeDown(id)], _ => SweepTunnels());
        }
    }

    private IkeRole RoleIn(IkeSa ike) =>
        _keys.MaterialOf(ike.Keys)?.Role ?? IkeRole.Responder;

    private Octets PeerOf(IkeSaId id) =>
        _state().Replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike) ? ike.Peer : default;

    private string NameOf(Octets identity) => _config.PeerOf(identity) is { } at
        ? _config.Peers[at].Name
        : IdentityText.Write(identity);

    private static long Random64()
    {
        Span<byte> drawn = stackalloc byte[sizeof(long)];
        System.Security.Cryptography.RandomNumberGenerator.Fill(drawn);
        return BitConverter.ToInt64(drawn);
    }
}
