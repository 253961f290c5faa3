using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>Main mode and quick mode as the simulator plays them by the shipped machines: both
/// sides, in octets.</summary>
public sealed class Exchanges : IDisposable
{
    private const string Key = "the key of both";
    private static readonly CryptoProvider Provider = CryptoProviders.Managed();
    private static readonly IkeSpi Cookie = new(7);
    private static readonly MessageId Id = new(9);

    private readonly HandshakeBox _carol = new("carol", "mars", Key);
    private readonly HandshakeBox _mars = new("mars", "carol", Key);
    private readonly PhaseOneAttempts _attempts;
    private readonly PhaseOneResponses _responses;
    private readonly List<PhaseOneSa> _made = [];
    private readonly List<byte[]> _materials = [];
    private int _over;

    public Exchanges()
    {
        _attempts = new(new(Provider, _carol.Fill), _carol);
        _responses = new(new(Provider, _mars.Fill), _mars, isCluster: false);
    }

    [Fact]
    [Requirement("RFC2409-5-e")]
    [Requirement("RFC2408-3.1-c")]
    public void Both_sides_of_main_mode_come_to_the_same_keys()
    {
        var proof = Clear();
        Assert.NotNull(Read(proof).Ciphertext);
        Assert.Equal(0u, Read(proof).MessageId.Value);
        Hear(proof);
        var answer = _mars.Take();
        Assert.Equal(0u, Read(answer).MessageId.Value);
        _attempts.Hear(answer, Cookie);

        Assert.Equal([IkeRole.Responder, IkeRole.Initiator], _made.Select(one => one.Role));
        Assert.Equal(_made[0].Id, _made[1].Id);
        Assert.Equal(_materials[0], _materials[1]);
        Assert.All(_made, one => Assert.Equal(PhaseOneTraits.DeadPeerDetection, one.Traits));
        Assert.True(_made[0].IsInitialContact);
        Assert.False(_attempts.Has(Cookie));
        Hear(proof);
        Assert.Equal(answer, _mars.Take());
        Assert.StartsWith("answers again", _mars.Told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_another_key_has_proved_nothing()
    {
        using var stranger = new HandshakeBox("carol", "mars", "another key");
        using var attempts = new PhaseOneAttempts(new(Provider, stranger.Fill), stranger);
        Begin(attempts, stranger);
        for (var message = 0; message < 2; message++)
        {
            Hear(stranger.Take());
            attempts.Hear(_mars.Take(), Cookie);
        }

        Hear(stranger.Take());
        Assert.Empty(_made);
        Assert.True(_responses.Has(Cookie));
    }

    [Fact]
    public void Where_nobody_answers_five_are_sent_and_it_is_over()
    {
        Begin(_attempts, _carol);
        var first = _carol.Take();
        for (var again = 1; again < IkeAttempts.SendsMax; again++)
        {
            _carol.Pass(IkeAttempts.Every);
            Assert.Equal(first, _carol.Take());
        }

        Assert.Equal(0, _over);
        _carol.Pass(IkeAttempts.Every);
        Assert.Equal((1, 0), (_over, _carol.Sent.Count));
        Assert.False(_attempts.Has(Cookie));
    }

    [Fact]
    public void Where_there_is_no_room_there_is_some_once_the_first_have_aged()
    {
        Begin(_attempts, _carol);
        var first = _carol.Take();
        for (var cookie = 1UL; cookie <= PhaseOneResponses.Max; cookie++)
        {
            Hear(With(first, cookie), new(cookie));
        }

        Assert.Equal(PhaseOneResponses.Max, _responses.Count);
        Hear(With(first, 99_999), new(99_999));
        Assert.False(_responses.Has(new(99_999)));
        _mars.Pass(TimeSpan.FromSeconds(30));
        Hear(With(first, 99_999), new(99_999));
        Assert.Equal(1, _responses.Count);
        Assert.True(_responses.Has(new(99_999)));
    }

    [Fact]
    [Requirement("RFC2409-5.5-f")]
    public void Both_sides_of_quick_mode_come_to_the_same_keys_by_three_messages()
    {
        Run();
        using var carol = Secrets(_carol);
        using var mars = Secrets(_mars);
        var attempts = new QuickAttempts(_carol, isCluster: false);
        var responses = new QuickResponses(_mars, isCluster: false);
        List<byte[]> keys = [];
        var (used, asked) = (0, new List<Spi>());
        Ask(attempts, carol, (made, settled) =>
        {
            keys.Add(carol.ChildMaterial(SaSuite.AesGcm256, made.Child.Keys, made.Child.Role));
            settled(true);
        });
        var first = _carol.Take();
        void Answer(byte[] message) => responses.Hear(mars, Ike, Id, message, new(
            HandshakeBox.Flow, _mars.Sent.Add,
            theirs =>
            {
                asked.Add(theirs);
                return (new(Suites, [new([Here], [There])]), new(0x202));
            },
            (made, settled) =>
            {
                keys.Add(mars.ChildMaterial(
                    SaSuite.AesGcm256, made.Child.Keys, KeyRing.OtherOf(made.Child.Role)));
                settled(true);
            },
            () => used++, () => Assert.Fail("it was used")));

        Answer(first);
        var second = _mars.Take();
        attempts.Hear(Ike, Id, second);
        var third = _carol.Take();
        Assert.Equal(0, used);
        Answer(third);
        Assert.Equal(1, used);
        Assert.Equal([new(0x101)], asked);
        Assert.Equal(keys[0], keys[1]);
        Assert.True(mars.IsUsed(Id) && carol.IsUsed(Id));

        // The third one was lost: the second one comes again, and has the same answer.
        attempts.Hear(Ike, Id, second);
        Assert.Equal(third, _carol.Take());
        _carol.Pass(TimeSpan.FromSeconds(30));
        Assert.False(attempts.Has(Ike, Id));
    }

    [Fact]
    public void Who_never_confirms_is_given_up_and_told()
    {
        Run();
        using var carol = Secrets(_carol);
        using var mars = Secrets(_mars);
        var attempts = new QuickAttempts(_carol, isCluster: false);
        var responses = new QuickResponses(_mars, isCluster: false);
        Ask(attempts, carol, (_, settled) => settled(true));
        var abandoned = 0;
        responses.Hear(mars, Ike, Id, _carol.Take(), new(
            HandshakeBox.Flow, _mars.Sent.Add,
            _ => (new(Suites, [new([Here], [There])]), new(0x202)),
            (_, settled) => settled(true), () => Assert.Fail("nobody has"), () => abandoned++));
        var second = _mars.Take();
        for (var again = 1; again < IkeAttempts.SendsMax; again++)
        {
            _mars.Pass(IkeAttempts.Every);
            Assert.Equal(second, _mars.Take());
        }

        _mars.Pass(IkeAttempts.Every);
        Assert.Equal(1, abandoned);
        var said = carol.Work.Hear(carol.Standing(new(Ike.Initiator, Ike.Responder)), _mars.Take());
        Assert.Equal([new(0x202)], IsakmpDeletes.EspOf(said!));
    }

    [Fact]
    public void What_was_heard_in_an_Informational_exchange_is_not_heard_again()
    {
        Run();
        using var carol = Secrets(_carol);
        using var mars = Secrets(_mars);
        var cookies = new IkeSpiPair(Ike.Initiator, Ike.Responder);
        var said = carol.Say(cookies, Id, IsakmpDeletes.Of(cookies)).ToArray();

        Assert.Null(mars.Open(said, new(8)));
        Assert.NotNull(mars.Open(said, Id));
        Assert.Equal([cookies], mars.Work.Hear(mars.Standing(cookies), said)!.Isakmps);
        Assert.True(mars.IsUsed(Id));
        Assert.Null(mars.Work.Hear(mars.Standing(cookies), said));
    }

    public void Dispose()
    {
        _attempts.Dispose();
        _responses.Dispose();
        _carol.Dispose();
        _mars.Dispose();
    }

    private static Items<ChildSuite> Suites =>
    [
        SaSuites.ChildOf(SaSuite.AesGcm256, isExtended: false) with
        {
            KeyExchange = KeyExchangeMethod.Ecp256,
        },
    ];

    private static TrafficRange Here => ExchangePolicies.Any[0];

    private static TrafficRange There => TrafficRange.Between(
        new(10u << 24, IsIpv6: false), new((10u << 24) + 255, IsIpv6: false));

    private IkeSaId Ike => _made[0].Id;

    private void Ask(
        QuickAttempts attempts, IsakmpSecrets carol, Action<QuickSa, Action<bool>> establish) =>
        attempts.Begin(
            carol, Ike, Id,
            new(carol.Standing(new(Ike.Initiator, Ike.Responder)), Suites, There, Here),
            new(0x101),
            new(HandshakeBox.Flow, _carol.Sent.Add, establish, () => _over++));

    private IsakmpSecrets Secrets(HandshakeBox box) =>
        IsakmpSecrets.Read(Provider, box.Fill, _materials[0])!;

    private void Begin(PhaseOneAttempts attempts, HandshakeBox box) => attempts.Begin(
        Cookie,
        new(
            PhaseOneMode.Main, MemberSettings.IdentityOf("carol"),
            MemberSettings.IdentityOf("mars"), IsInitialContact: true),
        HandshakeBox.Flow,
        new(box.Sent.Add, Establish, () => _over++));

    private void Establish(PhaseOneSa made, IsakmpHandshakeKeys keys, Action<bool> settled)
    {
        _made.Add(made);
        _materials.Add(IsakmpSecrets.Of(keys.KeysOf(made.Keys.Value), made.Last));
        settled(true);
    }

    private void Hear(byte[] message, IkeSpi? cookie = null) => _responses.Hear(
        message, cookie ?? Cookie, new(HandshakeBox.Flow, _mars.Sent.Add, Establish));

    /// <summary>The first four messages, and the fifth one.</summary>
    private byte[] Clear()
    {
        Begin(_attempts, _carol);
        for (var message = 0; message < 2; message++)
        {
            Hear(_carol.Take());
            _attempts.Hear(_mars.Take(), Cookie);
        }

        return _carol.Take();
    }

    private void Run()
    {
        Hear(Clear());
        _attempts.Hear(_mars.Take(), Cookie);
        Assert.Equal(2, _made.Count);
    }

    private static byte[] With(byte[] first, ulong cookie)
    {
        var other = first.ToArray();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(other, cookie);
        return other;
    }

    private static IsakmpHeaderValue Read(byte[] octets)
    {
        Assert.True(
            IsakmpHeaderValue.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(IsakmpMessages.TryRead(octets, out _));
        return message;
    }
}
