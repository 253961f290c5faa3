using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>Main Mode and Quick Mode as the simulator plays them: both sides, in octets.</summary>
public sealed class Exchanges : IDisposable
{
    private static readonly CryptoProvider Provider = CryptoProviders.Managed();
    private static readonly Octets Carol = MemberSettings.IdentityOf("carol");
    private static readonly Octets Mars = MemberSettings.IdentityOf("mars");

    private readonly MainMode _carol = Side(IkeRole.Initiator);
    private readonly MainMode _mars = Side(IkeRole.Responder);

    [Fact]
    [Requirement("RFC2409-5-e")]
    [Requirement("RFC2408-3.1-c")]
    public void Both_sides_of_main_mode_come_to_the_same_keys()
    {
        var proof = Clear();
        Assert.NotNull(Read(proof).Ciphertext);
        Assert.Equal(0u, Read(proof).MessageId.Value);
        Assert.True(_mars.TryProve(proof, Carol));
        var answer = _mars.Prove(Mars, isFirst: false);
        Assert.Equal(0u, Read(answer).MessageId.Value);
        Assert.True(_carol.TryProve(answer, Mars));

        Assert.True(_carol.IsProved && _mars.IsProved);
        Assert.Equal(_carol.Cookies, _mars.Cookies);
        Assert.True(_carol.HasDpd && _mars.HasDpd);
        Assert.True(_mars.IsInitialContact);
        using var carol = _carol.Secrets();
        using var mars = _mars.Secrets();
        Assert.Equal(carol.Material(), mars.Material());
    }

    [Fact]
    public void Who_is_somebody_else_has_proved_nothing()
    {
        var message = Clear();

        Assert.False(_mars.TryProve(message, MemberSettings.IdentityOf("dave")));
        Assert.True(_mars.TryProve(message, Carol));
    }

    [Fact]
    [Requirement("RFC2409-5.5-f")]
    public void Both_sides_of_quick_mode_come_to_the_same_keys_by_three_messages()
    {
        Run();
        using var carol = _carol.Secrets();
        using var mars = IsakmpSecrets.Read(Provider, _mars.Secrets().Material())!;
        var id = new MessageId(7);
        var one = new QuickMode(carol, _carol.Cookies, id, Fill("carol quick"));
        var other = new QuickMode(mars, _carol.Cookies, id, Fill("mars quick"));

        var first = one.Begin(new(0x101), SaSuite.AesCbcSha256, Networks());
        var said = other.Take(first)!.Value;
        Assert.Equal(
            [IsakmpPayloadType.Hash, IsakmpPayloadType.SecurityAssociation],
            said.Take(2).Select(one => one.Body.Tag));
        Assert.Equal(0x101u, other.Theirs.Value);
        var second = other.Answer(new(0x202), SaSuite.AesCbcSha256, Networks());
        var third = one.Finish(second);
        Assert.NotNull(third);
        Assert.False(other.IsFinished(second));
        Assert.True(other.IsFinished(third));
        Assert.Equal(
            one.Material(SaSuite.AesCbcSha256, new(0x101), new(0x202), isOfMember: false),
            other.Material(SaSuite.AesCbcSha256, new(0x101), new(0x202), isOfMember: false));
    }

    [Fact]
    public void A_message_ID_of_either_side_is_used_once_its_message_is_authentic()
    {
        Run();
        using var carol = _carol.Secrets();
        using var mars = IsakmpSecrets.Read(Provider, _mars.Secrets().Material())!;
        var (id, other) = (new MessageId(7), new MessageId(8));
        Assert.True(carol.Use(id));
        Assert.False(carol.Use(id));
        var said = IsakmpMessages.Informational(
            carol, _carol.Cookies, id, [IsakmpPayloads.DeleteOf(_carol.Cookies)]);

        Assert.Null(IsakmpMessages.OpenInformational(mars, said, other));
        Assert.False(mars.IsUsed(other));
        Assert.NotNull(IsakmpMessages.OpenInformational(mars, said, id));
        Assert.True(mars.IsUsed(id));
        new QuickMode(mars, _carol.Cookies, other, Fill("mars quick")).Take(
            new QuickMode(carol, _carol.Cookies, other, Fill("carol quick")).Begin(
                new(0x101), SaSuite.AesCbcSha256, Networks()));
        Assert.True(mars.IsUsed(other));
    }

    [Fact]
    public void A_repeated_message_is_known()
    {
        var first = _carol.Begin();
        _mars.AnswerSa(first, Read(first), new(2));

        Assert.True(_mars.IsRepeated(first));
        Assert.False(_mars.IsRepeated(_mars.Sent));
    }

    public void Dispose()
    {
        _carol.Dispose();
        _mars.Dispose();
    }

    private static Items<IsakmpPayloadValue> Networks() => QuickMode.Networks(
        Prefix.Of(new((172u << 24) + (16u << 16), IsIpv6: false), 24), isOfMember: false);

    /// <summary>The first four messages, and the fifth one.</summary>
    private byte[] Clear()
    {
        var first = _carol.Begin();
        var second = _mars.AnswerSa(first, Read(first), new(2))!;
        var third = _carol.Take(second, Read(second), Carol, "carol", isFirst: true)!;
        var fourth = _mars.Take(third, Read(third), Mars, "carol", isFirst: false)!;
        return _carol.Take(fourth, Read(fourth), Carol, "carol", isFirst: true)!;
    }

    private void Run()
    {
        Assert.True(_mars.TryProve(Clear(), Carol));
        Assert.True(_carol.TryProve(_mars.Prove(Mars, isFirst: false), Mars));
    }

    private static IsakmpHeaderValue Read(byte[] octets)
    {
        Assert.True(
            IsakmpHeaderValue.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(IsakmpMessages.TryRead(octets, out _));
        return message;
    }

    private static MainMode Side(IkeRole role) =>
        new(Provider, role, new(1), Fill($"{role}"));

    private static FillRandom Fill(string purpose)
    {
        var chance = Chance.Of(1, purpose);
        return octets => chance.Fill(octets);
    }
}
