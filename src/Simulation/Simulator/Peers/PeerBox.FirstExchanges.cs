using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Redirection;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Simulation.Simulator;

/// <content>IKE_SA_INIT to IKE_AUTH by the shipped machines, whoever begins. A peer has no members
/// that have to know first: SAs stand at once.</content>
internal sealed partial class PeerBox : IHandshakeBox
{
    private const ushort PlainPort = 500;
    private static readonly TimeSpan FillAgainAfter = TimeSpan.FromSeconds(2);

    private readonly IkeResponses _responses;
    private readonly IkeAttempts _tries;

    /// <inheritdoc/>
    Instant IHandshakeBox.Now => Now;

    /// <inheritdoc/>
    public void Fill(Span<byte> octets) => _chance.Fill(octets);

    /// <inheritdoc/>
    public IkeSpi DrawIkeSpi() => new(_chance.Next() | 1);

    /// <inheritdoc/>
    public Spi DrawChildSpi() => _stage.DrawSpi();

    /// <inheritdoc/>
    public int ExchangesOf(IkeSpi initiator) => _stage.ExchangesOf(initiator);

    /// <inheritdoc/>
    public HandshakeCredentials? CredentialsOf(IkeSpi initiator, Octets identity) =>
        _stage.Agreements.Of(initiator) is { } agreement && agreement.Peer == Plan.Name
        && GatewayIdentity(agreement) == identity
            ? _stage.Policies.CredentialsOf(
                agreement.Sas, Identity,
                _stage.Options.OtherKey == Plan.Name ? $"nobody but {Plan.Name}" : Plan.Name)
            : null;

    /// <inheritdoc/>
    public Items<NotifyPayloadValue> SaysTo(
        IkeSpiPair spis, IkeRole role, Items<NotifyPayloadValue> said) =>
        Plan.IsMobile && role == IkeRole.Initiator
            ? [new() { Data = new NotifyPayloadData.MobikeSupported(new FlagNotificationValue()) }]
            : [];

    /// <inheritdoc/>
    public void Later(TimeSpan time, Action act) => _stage.Agenda.After(time, () =>
    {
        if (IsRunning)
        {
            Take(act);
        }
    });

    /// <summary>What people tell it, or what is due: while it is suspended it waits.</summary>
    public void Take(Action act)
    {
        if (IsSuspended)
        {
            Later(SuspendedUntil - _stage.Agenda.Now, act);
        }
        else
        {
            act();
        }
    }

    /// <summary>The same of what it may not be able to do: what it will hear is heard.</summary>
    public bool Take(Func<bool> act)
    {
        if (!IsSuspended)
        {
            return act();
        }

        Take(() => { act(); });
        return true;
    }

    /// <inheritdoc/>
    public void Tell(IkeSpi initiator, string what, Reason why) => _stage.Tell(
        MomentKind.Peer, Plan.Name,
        $"{what} {_stage.Agreements.Of(initiator)?.Gateway.Name ?? "nobody"}: {why}");

    private static Octets GatewayIdentity(Agreement agreement) => MemberSettings.IdentityOf(
        MemberSettings.NameOf(agreement.Gateway, agreement.Sas));

    private HandshakeKeys FirstKeys() =>
        new(_stage.Cryptography, NoncePartition.Alone, Fill, isRepeatable: true);

    private void Begin(SaPlan sas, GatewayPlan gateway, NotifyPayloadValue? from)
    {
        if (IsOld)
        {
            BeginMainMode(sas, gateway, old: null);
            return;
        }

        var agreement = _stage.Offer(
            this, gateway, sas, DrawIkeSpi(), ref _chance, isOfMember: false);
        _attempts[sas] = agreement;
        var spi = agreement.Initiator;
        var here = Here;
        _tries.Begin(
            spi,
            new HandshakeWish(
                Identity, GatewayIdentity(agreement),
                agreement.Children.Count > 0 ? [] : _stage.Policies.SuitesOf(sas),
                new(ExchangePolicies.RangeOf(RemoteOf(sas, 0)), ExchangePolicies.Any))
            {
                IsTransport = sas.IsOfTunnel,
                RedirectedFrom = from,
            },
            FlowTo(agreement),
            new(
                octets => SendIke(agreement, octets.Span),
                () =>
                {
                    here = Here;
                    Client(sas, new RedirectedClient.Input.Greeted());
                },
                notify => IsSentOn(
                    sas, [new() { Body = new IkePayloadBody.Notify(notify) }]),
                (made, keys, settled) =>
                {
                    _attempts.Remove(sas);
                    Stand(agreement, made, keys, here);
                    settled(true);
                },
                isRefused => Later(
                    isRefused ? IkeAttempts.Every : TimeSpan.Zero,
                    () =>
                    {
                        if (_attempts.GetValueOrDefault(sas) == agreement)
                        {
                            StartAnew(sas);
                        }
                    })),
            DrawChildSpi());
        Client(sas, new RedirectedClient.Input.Sent(_tries.NonceOf(spi)));
    }

    private UdpFlow FlowTo(Agreement agreement) => new(
        new(Here, EndOf(agreement)), Nat is null ? PlainPort : UdpCarried.Port,
        Nat is null ? PlainPort : UdpCarried.Port);

    private void EndHandshake(Agreement agreement) => _tries.End(agreement.Initiator);

    private void EndHandshakes()
    {
        _tries.Clear();
        _responses.Clear();
        EndOldExchanges();
    }

    /// <summary>A message before there is an IKE SA; false: it is of none that is being made.
    /// </summary>
    private bool Shake(ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        var spi = message.InitiatorSpi;
        if (message.Flags.Response)
        {
            _tries.Hear(octets, spi);
            return true;
        }

        if (_stage.Agreements.Of(spi) is not { IsOfMember: true } agreement
            || agreement.Peer != Plan.Name
            || (message.ExchangeType != ExchangeType.IkeSaInit && !_responses.Has(spi)))
        {
            return message.ExchangeType == ExchangeType.IkeSaInit;
        }

        if (!_ikes.Keys.Any(ike => ike.Initiator == spi))
        {
            _responses.Hear(octets, spi, new(
                FlowTo(agreement), answer => SendIke(agreement, answer.Span), () => null,
                (made, keys, settled) =>
                {
                    _attempts.Remove(agreement.Sas);
                    Stand(agreement, made, keys, Here);
                    settled(true);
                }));
        }

        return true;
    }

    /// <summary>SAs whose gateway is authenticated stand.</summary>
    private void Stand(
        Agreement agreement, Established made, HandshakeKeys keys, HostAddress from)
    {
        agreement.Ike = made.Id;
        agreement.Material = KeyRing.Of(
            keys.KeysOf(made.Keys.Value), KeyRing.OtherOf(made.Role));
        agreement.IsMobile = Plan.IsMobile
            && made.Says.Any(one => one.Data is NotifyPayloadData.MobikeSupported);

        // RFC 7296 §2.2: what came before has used the IDs of whoever began.
        Install(
            agreement, made.Id, from,
            made.Child is { } child ? Named(agreement.Sas, child, keys) : null,
            made.Response is { } answer
                ? new(0, 1, [], answer.Id + 1, [new(answer.Id, answer.Octets)])
                : new(made.NextId, 1, [], 0, []));
        if (_ikes.TryGetValue(made.Id, out var ike))
        {
            Given(ike, made.Says);
        }
    }

    /// <summary>IKE_AUTH makes one CHILD SA: those that are planned besides follow it, one by one,
    /// each by an exchange of its own (RFC 7296 §1.3.1).</summary>
    private void Fill(PeerIke ike, int place)
    {
        var now = ike.Newest;
        var sas = now.Agreement.Sas;
        while (place < sas.Count && IsThere(sas, place))
        {
            place++;
        }

        if (place >= sas.Count || now.IsGone || now.IsEnding || !IsRunning)
        {
            return;
        }

        var wish = new ExchangeWish.Child(
            new(ExchangePolicies.RangeOf(RemoteOf(sas, place)), ExchangePolicies.Any),
            sas.IsOfTunnel);
        _exchanges.Want(now.Id, wish, Draw(isChild: true, isIke: false), isDone =>
        {
            if (isDone)
            {
                Fill(now, place + 1);
            }
            else
            {
                Later(FillAgainAfter, () => Fill(now, place));
            }
        });
    }

    private bool IsThere(SaPlan sas, int place) => _byNetwork.TryGetValue(
        NetworkOf(RemoteOf(sas, place)), out var children) && children.Exists(
            child => child.Ike.Agreement.Sas == sas && child.Agreement.Place == place);

    private static uint NetworkOf(StateMachines.Rri.Prefix prefix) =>
        (uint)prefix.Address.Value & 0xFFFF_FF00;
}
