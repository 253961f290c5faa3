using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.Ike;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>Phase 1 and quick modes in tests/captures/lab, with what the lab wrote down of them.
/// </summary>
internal sealed class RecordedModes : IDisposable
{
    private RecordedModes(string capture, Octets[] phaseOne, Octets[][] quickModes)
    {
        (Capture, PhaseOne, QuickModes) = (capture, phaseOne, quickModes);
        Mode = Read(phaseOne[0], out _).Mode;
        First = Read(phaseOne[0], out _).Message;
        Second = Read(phaseOne[1], out var header).Message;
        Cookies = new(header.InitiatorSpi, header.ResponderSpi);
        var (third, fourth) = Mode == PhaseOneMode.Main
            ? (Read(phaseOne[2], out _).Message, Read(phaseOne[3], out _).Message)
            : (First, Second);
        Fourth = fourth;
        Shares = (third.Share, fourth.Share);
        Nonces = new(third.Nonce, fourth.Nonce);
        Choice = IsakmpOffers.ProposalsOf(Second.Proposals!)[0].Transforms[0];
        Assert.True(IsakmpSuites.TryResolve(
            Choice, AlgorithmPolicy.DecodeOnly, out var suite, out var error), $"{error}");
        Suite = suite;
    }

    public string Capture { get; }

    public PhaseOneMode Mode { get; }

    /// <summary>The messages of phase 1, each once, in their order.</summary>
    public Octets[] PhaseOne { get; }

    /// <summary>The three messages of each quick mode.</summary>
    public Octets[][] QuickModes { get; }

    public PhaseOneMessage First { get; }

    public PhaseOneMessage Second { get; }

    /// <summary>The responder's half of the key exchange; of aggressive mode the second message.
    /// </summary>
    public PhaseOneMessage Fourth { get; }

    public IkeSpiPair Cookies { get; }

    public (Octets Initiator, Octets Responder) Shares { get; }

    public ExchangeNonces Nonces { get; }

    public IsakmpTransformValue Choice { get; }

    public IsakmpSuite Suite { get; }

    public PhaseOneExchange Exchange =>
        new(Cookies, Shares.Initiator, Shares.Responder, First.SaBody);

    public IsakmpHandshakeKeys Keys { get; } =
        new(CryptoProviders.Managed(), octets => octets.Fill(7));

    /// <summary>What a capture has.</summary>
    public static RecordedModes Of(string capture)
    {
        var messages = LabCaptures.Messages(capture)
            .Where(message => IsakmpHeader.TryParse(message.Ike, out _, out _))
            .Select(message => new Octets(message.Ike)).Distinct().ToArray();
        Octets[] phaseOne =
        [
            .. messages.Where(octets => ExchangeOf(octets) is 2 or 4
                && InitiatorOf(octets) == InitiatorOf(messages[0])),
        ];
        Octets[][] quickModes =
        [
            .. messages.Where(octets => ExchangeOf(octets) == 32).GroupBy(IdOf)
                .Select(group => group.ToArray()).Where(group => group.Length == 3),
        ];
        return new(capture, phaseOne, quickModes);
    }

    /// <summary>The keys of the SA, out of what the key exchange gave and the key that fits.
    /// </summary>
    public ulong Adopt()
    {
        using var shared = SharedOf($"{Cookies.Initiator.Value:x16}")!;
        if (Suite.Authentication == PhaseOneAuthMethod.RsaSignatures)
        {
            return Keys.Adopt(Suite, Exchange, Nonces, shared, null);
        }

        var preShared = RecordedExchanges.PreSharedOf(Capture);
        try
        {
            return Keys.Adopt(Suite, Exchange, Nonces, shared, preShared[0]);
        }
        finally
        {
            preShared.ForEach(key => key.Dispose());
        }
    }

    /// <summary>What a key exchange gave, by a SPI; null: nothing is known of it.</summary>
    public Secret? SharedOf(string spi)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(
            LabCaptures.Root, "tests", "captures", "lab", "secrets", Capture + ".json")));
        foreach (var one in file.RootElement.GetProperty("shared_secrets").EnumerateArray())
        {
            if (one.GetProperty("spi").GetString() == spi)
            {
                return new(Convert.FromHexString(one.GetProperty("shared_secret").GetString()!));
            }
        }

        return null;
    }

    /// <summary>What an encrypted message of phase 1 says, and the IV behind it.</summary>
    public (PhaseOneMessage Message, IvChain Next) Open(ulong keys, int at, IvChain chain)
    {
        Assert.True(
            Keys.TryOpen(
                keys, PhaseOne[at].Span, chain, out var payloads, out var next, out var error),
            $"{error}");
        Assert.True(PhaseOneMessages.TryRead(payloads, out var message));
        return (message, next);
    }

    public void Dispose() => Keys.Dispose();

    /// <summary>The chosen transform, its attributes in any order; strongSwan numbers it anew.
    /// </summary>
    public static string Plain(IsakmpSaPayloadValue? payload) => string.Join(
        "; ",
        IsakmpOffers.ProposalsOf(payload).Select(proposal =>
            $"{proposal.ProtocolId} {proposal.Spi} " + string.Join(
                ", ",
                proposal.Transforms.Select(transform => $"{transform.TransformId} "
                    + string.Join(' ', transform.Attributes
                        .Select(one => $"{one.AttributeType}={one.AttributeValue}"
                            + $"{one.AttributeData}")
                        .Order(StringComparer.Ordinal))))));

    public static IsakmpHeaderValue HeaderOf(Octets octets) =>
        IsakmpHeaderValue.TryParse(octets.Span, out var header, out var error)
            ? header
            : throw new InvalidOperationException(error.ToString());

    private static (PhaseOneMode Mode, PhaseOneMessage Message) Read(
        Octets octets, out IsakmpHeaderValue header)
    {
        Assert.True(
            PhaseOneMessages.TryRead(octets.Span, out var read, out var mode, out var said));
        header = read;
        return (mode, said);
    }

    private static byte ExchangeOf(Octets octets) => HeaderOf(octets).ExchangeType.Value;

    private static IkeSpi InitiatorOf(Octets octets) => HeaderOf(octets).InitiatorSpi;

    private static MessageId IdOf(Octets octets) => HeaderOf(octets).MessageId;
}
