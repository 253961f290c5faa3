using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>What is sealed and opened under the keys of an IKE SA, and what is not of it.</summary>
public sealed class ExchangesOfOthers : IDisposable
{
    private readonly HandshakeKeys _keys = new(
        CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));

    private readonly Secret _secret = new(32);
    private readonly StandingIke _carol;
    private readonly StandingIke _mars;
    private readonly ExchangeWork _work;

    public ExchangesOfOthers()
    {
        _work = new(_keys);
        _carol = Standing(IkeRole.Initiator);
        _mars = Standing(IkeRole.Responder);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _secret.Dispose();
    }

    [Fact]
    public void A_message_of_the_SA_is_opened_as_it_was_said()
    {
        Assert.Equal(
            (3u, false, Request),
            _work.Open(_mars, Sealed(_carol, ExchangeType.CreateChildSa).Span));
        Assert.Equal(
            (3u, false, Request),
            _work.Open(_carol, Sealed(_mars, ExchangeType.CreateChildSa).Span));
        Assert.IsType<ExchangeMessage.Inform>(
            _work.Open(_mars, Sealed(_carol, ExchangeType.Informational).Span)!.Value.Message);
    }

    /// <summary>The keys would open it: it is of another SA, another exchange or ourselves.
    /// </summary>
    [Fact]
    public void A_message_of_another_SA_or_another_exchange_is_not_opened()
    {
        var whole = Sealed(_carol, ExchangeType.CreateChildSa);
        Assert.Null(_work.Open(_mars with { Id = new(Theirs, Theirs) }, whole.Span));
        Assert.Null(_work.Open(_mars with { Id = new(Ours, Ours) }, whole.Span));
        Assert.Null(_work.Open(_carol, whole.Span));
        Assert.Null(_work.Open(_carol with { Keys = _mars.Keys }, whole.Span));
        Assert.Null(_work.Open(_mars, whole.Span[..27]));
        foreach (var other in (ExchangeType[])
            [ExchangeType.IkeAuth, ExchangeType.IkeIntermediate, new(200)])
        {
            Assert.Null(_work.Open(_mars, Sealed(_carol, other).Span));
        }
    }

    /// <summary>RFC 6989: what the peer's half is no point of the curve for, or has another
    /// length.</summary>
    [Fact]
    public void A_key_exchange_that_fails_gives_no_keys()
    {
        var bad = Octets.FromHex("05");
        var good = Octets.FromHex("09" + new string('0', 62));
        foreach (var what in (NewKeys[])
            [new NewKeys.OfChild(Pfs), new NewKeys.OfIke(Suite, new(Theirs, Ours))])
        {
            Assert.Equal(
                new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Ours), Completed(what, bad));
            Assert.IsType<IkeExchanges.Input.Completed>(Completed(what, good));
            Assert.Equal(
                new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Theirs), Responded(what, bad));
            Assert.IsType<IkeExchanges.Input.Responded>(Responded(what, good));
        }
    }

    private IkeExchanges.Input? Completed(NewKeys what, Octets share)
    {
        var ours = Assert.IsType<IkeExchanges.Input.Shared>(
            _work.Do(new IkeExchanges.Output.BeginExchange(Pfs.KeyExchange)));
        return _work.Do(new IkeExchanges.Output.Complete(
            _mars.Keys, ours.Share, what, new(Drawn, Drawn), share));
    }

    private IkeExchanges.Input? Responded(NewKeys what, Octets share) => _work.Do(
        new IkeExchanges.Output.Respond(_mars.Keys, what, new(Drawn, Drawn), share));

    private Octets Sealed(StandingIke by, ExchangeType exchange) => Assert.Single(
        _work.Seal(
            by, exchange, 3,
            exchange == ExchangeType.Informational ? new ExchangeMessage.Inform([]) : Request,
            isResponse: false)!.Value);

    private StandingIke Standing(IkeRole role) => Sa with
    {
        Role = role,
        Keys = new(_keys.Adopt(
            Suite, new(Theirs, Ours), new(Drawn, Drawn), _secret, role)),
    };
}
