using BenchmarkDotNet.Attributes;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>
/// One step of quick crash detection, with 10,000 IKE SAs that have a token; the bar is 100 ns.
/// </summary>
[MemoryDiagnoser]
public class QcdStepSuite
{
    private static readonly IkeSaId Lost = new(new(0x1234), new(0x5678));
    private static readonly HostAddress Peer = HostAddress.Parse("192.0.2.1");

    private static readonly TokenMaker.Question Question = new TokenMaker.Question.Request(
        Lost, ExchangeType.Informational, new(7), IsInitiator: true,
        new(Peer, 4500, HostAddress.Parse("203.0.113.1")));

    private static readonly TokenMaker.Input Dead =
        new TokenMaker.Input.Asked(Question, SpiKnowledge.Dead);

    private static readonly TokenMaker.Input Uncertain =
        new TokenMaker.Input.Asked(Question, SpiKnowledge.Uncertain);

    private static readonly TokenMaker.Input Born =
        new TokenMaker.Input.Born(Lost, Peer, TokenMaker.Birth.Auth, IsInitiator: false);

    private static readonly TokenMaker.Input Tick = new TokenMaker.Input.Tick();

    private static readonly TokenTaker.Input Wrong =
        new TokenTaker.Input.Shown(false, TokenTaker.Source.Other);

    private static readonly TokenTaker.Input Right =
        new TokenTaker.Input.Shown(true, TokenTaker.Source.Peer);

    private TokenMaker.Config _maker = null!;
    private TokenMaker.State _active = null!;
    private TokenMaker.State _spent = null!;
    private TokenMaker.State _replacing = null!;
    private TokenTaker.Config _taker = null!;
    private TokenTaker.State _told = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!TokenMaker.Config.TryCreate(new(), out var maker, out var error)
            || !TokenTaker.Config.TryCreate(new(), out var taker, out error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _maker = maker;
        _active = TokenMaker.Initial(maker, Instant.Zero);
        _active = Make(_active, new TokenMaker.Input.Loaded([new(4), new(3), new(2), new(1)]));
        _active = Make(_active, new TokenMaker.Input.Promoted());
        for (var id = 1UL; id <= 10_000; id++)
        {
            _active = Make(_active, new TokenMaker.Input.Adopted(
                new(new(id), new(0xF00D)), Peer, new(1 + (id % 4))));
        }

        // The first look over all SAs finds nothing to replace.
        while (TokenMaker.Deadline(maker, _active) is { } due)
        {
            _active = TokenMaker.Step(maker, _active, due, Tick).State;
        }

        _spent = _active;
        for (var times = 0; times < 2 * maker.Burst; times++)
        {
            _spent = Make(_spent, Dead);
        }

        _replacing = Make(_active, new TokenMaker.Input.SecretMade(new(5)));
        _taker = taker;
        _told = TokenTaker.Step(
            taker, TokenTaker.Initial(taker, Instant.Zero), Instant.Zero,
            new TokenTaker.Input.Given(new(9))).State;
    }

    /// <summary>Nobody has the SA: its tokens are shown.</summary>
    [Benchmark]
    public TokenMaker.State Reveal() => Make(_active, Dead);

    /// <summary>Somebody may have it: a complaint.</summary>
    [Benchmark]
    public TokenMaker.State Complain() => Make(_active, Uncertain);

    /// <summary>Too many have asked: nothing.</summary>
    [Benchmark]
    public TokenMaker.State PassOver() => Make(_spent, Dead);

    /// <summary>A new IKE SA gets its token.</summary>
    [Benchmark]
    public TokenMaker.State Give() => Make(_active, Born);

    /// <summary>64 of 10,000 SAs are looked at, and a quarter of them gets a new token.</summary>
    [Benchmark]
    public TokenMaker.State Replace() => Make(_replacing, Tick);

    /// <summary>A wrong token.</summary>
    [Benchmark]
    public TokenTaker.State Guess() =>
        TokenTaker.Step(_taker, _told, Instant.Zero, Wrong).State;

    /// <summary>The right token: the SA goes.</summary>
    [Benchmark]
    public TokenTaker.State Discard() =>
        TokenTaker.Step(_taker, _told, Instant.Zero, Right).State;

    private TokenMaker.State Make(TokenMaker.State state, TokenMaker.Input input) =>
        TokenMaker.Step(_maker, state, Instant.Zero, input).State;
}
