using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Gateway.Loading;

/// <summary>
/// IKE of many peers in one: the shipped machines for each, and nobody else who has to know. What a
/// gateway asks is answered: checks of liveness, rekeys, Deletes, synchronisations of message IDs.
/// </summary>
internal sealed partial class LoadIke : IDisposable
{
    private const int DatagramMost = 1_280 - 28;
    private const int NonceLength = 32;
    private const int StepsMost = 1_000;

    private readonly LoadSettings _settings;
    private readonly Flow _flow;
    private readonly ILoadCarrier _carrier;
    private readonly HandshakeKeys _keys;
    private readonly ExchangeWork _work;
    private readonly IkeInitiator.Config _initiating;
    private readonly IkeExchanges.Config _exchanging;
    private readonly MessageIds.Config _numbering;
    private readonly MessageIdSync.Config _syncing;
    private readonly Secret[] _secrets;
    private readonly HandshakePeer[] _policies;
    private readonly Dictionary<IkeSpi, Opening> _open = [];
    private readonly Dictionary<IkeSaId, LoadSa> _sas = [];
    private readonly HashSet<Spi> _spis = [];

    /// <param name="settings">Who the peers are.</param>
    /// <param name="flow">Over which messages go.</param>
    /// <param name="provider">Who computes.</param>
    /// <param name="carrier">What is around it.</param>
    public LoadIke(
        LoadSettings settings, Flow flow, CryptoProvider provider, ILoadCarrier carrier)
    {
        (_settings, _flow, _carrier) = (settings, flow, carrier);
        _keys = new(provider, NoncePartition.Alone, RandomNumberGenerator.Fill);
        _work = new(_keys);

        // Under load datagrams are lost: who waits long says little.
        _initiating = Checked(IkeInitiator.Config.TryCreate(
            new() { RetryAfter = TimeSpan.FromSeconds(1) }, out var initiating, out var error)
            ? initiating : null, error);
        _exchanging = Checked(
            IkeExchanges.Config.TryCreate(new(), out var exchanging, out error)
                ? exchanging : null, error);
        _numbering = Checked(
            MessageIds.Config.TryCreate(
                new() { RetryAfter = TimeSpan.FromSeconds(1) }, out var numbering, out error)
                ? numbering : null, error);
        _syncing = Checked(
            MessageIdSync.Config.TryCreate(new(), out var syncing, out error)
                ? syncing : null, error);
        _policies = [.. Enumerable.Range(0, settings.Peers).Select(PolicyOf)];
        _secrets = settings.Secret.Contains(LoadSettings.Number, StringComparison.Ordinal)
            ? [.. Enumerable.Range(0, settings.Peers).Select(SecretOf)]
            : [SecretOf(0)];
    }

    /// <summary>What has happened.</summary>
    public LoadCounts Counts { get; } = new();

    /// <summary>Handshakes that are under way.</summary>
    public int InFlight => _open.Count;

    /// <summary>IKE SAs that stand.</summary>
    public int Standing => _sas.Count;

    /// <summary>A message of the gateway.</summary>
    public void Hear(ReadOnlySpan<byte> octets, Instant now)
    {
        if (!IkeFixedHeader.TryParse(octets, out var header, out _))
        {
            return;
        }

        if (_sas.TryGetValue(new(header.InitiatorSpi, header.ResponderSpi), out var sa))
        {
            HearOf(sa, octets, now);
        }
        else if (header.Flags.Response && _open.TryGetValue(header.InitiatorSpi, out var opening)
            && opening.Work.Read(opening.State, octets, _flow) is { } input)
        {
            Step(header.InitiatorSpi, opening, input, now);
        }
    }

    /// <summary>What is due is said again, or given up.</summary>
    public void Tick(Instant now)
    {
        foreach (var (spi, opening) in _open.ToArray())
        {
            if (IkeInitiator.Deadline(_initiating, opening.State) <= now)
            {
                Step(spi, opening, new IkeInitiator.Input.Tick(), now);
            }
        }

        foreach (var sa in _sas.Values.ToArray())
        {
            if (MessageIds.Deadline(_numbering, sa.Ids) <= now)
            {
                Ids(sa, new MessageIds.Input.Tick(), now);
            }

            if (IkeExchanges.Deadline(_exchanging, sa.Exchanges) <= now)
            {
                Exchange(sa, new IkeExchanges.Input.Tick(), now);
            }
        }
    }

    /// <summary>Ends IKE SAs, so many at a time at most; how many still stand.</summary>
    public int End(int most, Instant now)
    {
        var ending = _sas.Values.Count(sa => sa.Open.Count > 0 || sa.Wishes.Count > 0);
        foreach (var sa in _sas.Values.ToArray())
        {
            if (ending >= most)
            {
                break;
            }

            if (sa.Open.Count == 0 && sa.Wishes.Count == 0 && !sa.IsReplaced)
            {
                ending++;
                Exchange(
                    sa, new IkeExchanges.Input.Wanted(new ExchangeWish.DeleteIke(), Draw()), now);
            }
        }

        return _sas.Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Clear();
        _sas.Clear();
        _keys.Dispose();
        foreach (var secret in _secrets)
        {
            secret.Dispose();
        }
    }

    private static T Checked<T>(T? config, ConfigError error)
        where T : class => config ?? throw new GatewayException($"{error}");

    private Secret SecretOf(int peer)
    {
        var octets = _settings.SecretOf(peer);
        var secret = new Secret(octets);
        CryptographicOperations.ZeroMemory(octets);
        return secret;
    }

    private HandshakePeer PolicyOf(int peer)
    {
        var behind = _settings.Behind(peer);
        return new(
            IdentityText.Read(LoadSettings.Of(_settings.Identity, peer))!.Value,
            EspSuites.Default,
            [
                new TrafficPolicy(
                    [TrafficRange.Between(behind, behind)],
                    [TrafficRange.Between(_settings.To, _settings.To)]),
            ]);
    }

    private IkeSpi DrawIkeSpi()
    {
        Span<byte> drawn = stackalloc byte[sizeof(ulong)];
        IkeSpi spi;
        do
        {
            RandomNumberGenerator.Fill(drawn);
            spi = new(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(drawn));
        }
        while (spi.Value == 0 || _open.ContainsKey(spi));
        return spi;
    }

    /// <summary>A SPI that no CHILD SA of any peer has, RFC 4303 §2.1: those below 256 are
    /// reserved.</summary>
    private Spi DrawChildSpi()
    {
        Spi spi;
        do
        {
            spi = new((uint)RandomNumberGenerator.GetInt32(256, int.MaxValue));
        }
        while (_spis.Contains(spi));
        return spi;
    }

    private static Octets DrawNonce()
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        return new(nonce);
    }

    private ExchangeDraw Draw() =>
        new(DrawNonce(), DrawChildSpi(), DrawIkeSpi(), DrawNonce());
}
