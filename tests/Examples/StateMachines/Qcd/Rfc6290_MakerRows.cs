using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Qcd.TokenMaker;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Examples.StateMachines.Qcd;

/// <summary>RFC 6290, the token maker, row by row: a state, an input, what becomes of it.
/// </summary>
public sealed class Rfc6290_MakerRows
{
    private static readonly IkeSaId Sa = new(new(0x11), new(0x22));
    private static readonly IkeSaId Other = new(new(0x33), new(0x44));
    private static readonly HostAddress Home = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Abroad = HostAddress.Parse("2001:db8::1");
    private static readonly Sender From = new(Home, 4500, HostAddress.Parse("203.0.113.1"));
    private static readonly Config Plain = Checked(new Settings());

    private static readonly Config ByAddress =
        Checked(new Settings { Method = Method.ByAddress });

    [Theory]
    [InlineData(Birth.Auth, true, Vessel.IkeAuth)]
    [InlineData(Birth.Auth, false, Vessel.IkeAuth)]
    [InlineData(Birth.Rekey, true, Vessel.Informational)]
    [InlineData(Birth.Rekey, false, Vessel.CreateChildSa)]
    [InlineData(Birth.Resumption, true, Vessel.Informational)]
    [InlineData(Birth.Resumption, false, Vessel.IkeAuth)]
    [Requirement("RFC6290-4.2-a")]
    [Requirement("RFC6290-4.3-a")]
    [Requirement("RFC6290-4.3-b")]
    public void A_new_IKE_SA_has_its_token_in_a_protected_message(
        Birth birth, bool isInitiator, Vessel vessel)
    {
        var next = Take(Plain, Active(Plain, 7), new Input.Born(Sa, Home, birth, isInitiator));
        Assert.Equal(
            [new Output.Give(Sa, new(7), null, vessel)], next.Outputs.AsEnumerable());
        Assert.Equal(new Given(Sa, new(7), null), MemoryOf(next.State).Given.Find(Sa.Key));
    }

    [Fact]
    [Requirement("RFC6290-4.4-a")]
    [Requirement("RFC6290-4.4-c")]
    [Requirement("RFC6290-5.2-b")]
    public void With_the_address_in_it_a_token_is_replaced_when_the_peer_moves()
    {
        var born = Born(ByAddress, Active(ByAddress, 7), Sa);
        var moved = Take(ByAddress, born, new Input.Moved(Sa, Abroad, IsByMobike: true));
        Assert.Equal(
            [new Output.Give(Sa, new(7), Abroad, Vessel.AddressUpdate)],
            moved.Outputs.AsEnumerable());
        Assert.Empty(Take(
            ByAddress, moved.State, new Input.Moved(Sa, Abroad, IsByMobike: false)).Outputs);
        var back = Take(
            ByAddress, moved.State, new Input.Moved(Sa, Home, IsByMobike: false));
        Assert.Equal(
            [new Output.Give(Sa, new(7), Home, Vessel.Informational)],
            back.Outputs.AsEnumerable());

        // Without the address the old token is as good as ever.
        var plain = Born(Plain, Active(Plain, 7), Sa);
        Assert.Equal(
            (plain, default),
            Fields(Take(Plain, plain, new Input.Moved(Sa, Abroad, IsByMobike: true))));
        Assert.Empty(Take(
            ByAddress, born, new Input.Moved(Other, Abroad, IsByMobike: true)).Outputs);
    }

    [Fact]
    [Requirement("RFC6290-5.1-b")]
    [Requirement("RFC6290-4.5-c")]
    public void Three_former_secrets_are_kept_and_four_tokens_are_shown()
    {
        var state = Active(Plain, 4, 3, 2, 1);
        var revealed = Take(Plain, state, Dead(Sa)).Outputs;
        Assert.Equal(
            [new Output.Reveal(Question(Sa), Sa, [new(4), new(3), new(2), new(1)], null)],
            revealed.AsEnumerable());

        var next = Take(Plain, state, new Input.SecretMade(new(5)));
        Assert.Equal([new Output.Forget(new(1))], next.Outputs.AsEnumerable());
        Assert.Equal([new(5), new(4), new(3), new(2)], MemoryOf(next.State).Secrets);
        Assert.Equal(
            (next.State, default),
            Fields(Take(Plain, next.State, new Input.SecretMade(new(4)))));

        var loaded = Take(
            Plain, Initial(Plain, default),
            new Input.Loaded([new(6), new(5), new(4), new(3), new(2), new(1)]));
        Assert.Equal([new(6), new(5), new(4), new(3)], MemoryOf(loaded.State).Secrets);
        Assert.Equal(
            [new Output.Forget(new(2)), new Output.Forget(new(1))],
            loaded.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC6290-5.1-b")]
    public void A_secret_makes_new_tokens_for_its_time_and_the_first_start_makes_one()
    {
        var config = Checked(new Settings { RolloverEvery = TimeSpan.FromHours(1) });
        var first = Take(config, Initial(config, default), new Input.Promoted());
        Assert.Equal([new Output.MakeSecret()], first.Outputs.AsEnumerable());
        Assert.Null(Deadline(config, first.State));

        var made = Take(config, first.State, new Input.SecretMade(new(1))).State;
        var due = Instant.Zero + TimeSpan.FromHours(1);
        Assert.Equal(due, Deadline(config, made));
        var asked = Step(config, made, due, new Input.Tick());
        Assert.Equal([new Output.MakeSecret()], asked.Outputs.AsEnumerable());
        Assert.Equal(due + TimeSpan.FromHours(1), Deadline(config, asked.State));
        Assert.Null(Deadline(Plain, Active(Plain, 1)));

        var empty = Take(config, first.State, new Input.Loaded([]));
        Assert.Equal([new Output.MakeSecret()], empty.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC6290-4.4-a")]
    [Requirement("RFC6290-4.4-c")]
    public void Tokens_of_a_secret_that_is_gone_are_replaced_so_many_at_a_time()
    {
        var config = Checked(new Settings
        {
            SweepBatch = 2,
            SweepEvery = TimeSpan.FromSeconds(1),
        });
        var state = Active(config, 4, 3, 2, 1);
        for (var i = 1u; i <= 5; i++)
        {
            // The third one has a token of a secret that stays.
            state = Take(config, state, new Input.Adopted(
                new(new(i), new(9)), Home, new(i == 3 ? 3ul : 1ul))).State;
        }

        state = Take(config, state, new Input.SecretMade(new(5))).State;
        var now = Instant.Zero;
        List<ulong> replaced = [];
        List<int> counts = [];
        while (Deadline(config, state) is { } due)
        {
            now = due;
            var next = Step(config, state, now, new Input.Tick());
            counts.Add(next.Outputs.Count);
            foreach (var output in next.Outputs)
            {
                var give = Assert.IsType<Output.Give>(output);
                Assert.Equal((new KeyHandle(5), Vessel.Informational), (give.Secret, give.Vessel));
                replaced.Add(give.Sa.Initiator.Value);
            }

            state = next.State;
        }

        Assert.Equal([2, 1, 1], counts);
        Assert.Equal([1, 2, 4, 5], replaced);
        Assert.Equal(Instant.Zero + TimeSpan.FromSeconds(2), now);
        Assert.Equal(new(3), MemoryOf(state).Given.Find(new IkeSaId(new(3), new(9)).Key)!.Secret);
    }

    [Theory]
    [InlineData(SpiKnowledge.Dead, typeof(Output.Reveal))]
    [InlineData(SpiKnowledge.Uncertain, typeof(Output.Complain))]
    [InlineData(SpiKnowledge.Live, null)]
    [Requirement("RFC6290-9.2-a")]
    [Requirement("RFC6290-9.2-b")]
    public void A_token_is_shown_only_when_it_is_certain_that_nobody_has_the_SA(
        SpiKnowledge knowledge, Type? output)
    {
        var next = Take(Plain, Active(Plain, 7), new Input.Asked(Question(Sa), knowledge));
        Assert.Equal(output, next.Outputs.AsEnumerable().SingleOrDefault()?.GetType());
    }

    [Fact]
    [Requirement("RFC6290-9.2-a")]
    public void Whoever_gave_a_token_shows_none_before_the_SA_has_ended()
    {
        var state = Born(Plain, Active(Plain, 7), Sa);
        Assert.IsType<Output.Complain>(Take(Plain, state, Dead(Sa)).Outputs[0]);
        var ended = Take(Plain, state, new Input.Ended(Sa)).State;
        Assert.IsType<Output.Reveal>(Take(Plain, ended, Dead(Sa)).Outputs[0]);
    }

    [Fact]
    [Requirement("RFC6290-6-a")]
    public void A_standby_says_nothing_and_makes_the_same_tokens_once_it_takes_over()
    {
        var standby = Take(
            Plain, Initial(Plain, default), new Input.Loaded([new(7), new(6)])).State;
        standby = Take(Plain, standby, new Input.Adopted(Sa, Home, new(7))).State;
        Assert.Empty(Take(Plain, standby, Dead(Other)).Outputs);
        Assert.Empty(
            Take(Plain, standby, new Input.Born(Other, Home, Birth.Auth, false)).Outputs);

        var active = Take(Plain, standby, new Input.Promoted()).State;
        Assert.Equal(
            [new Output.Reveal(Question(Other), Other, [new(7), new(6)], null)],
            Take(Plain, active, Dead(Other)).Outputs.AsEnumerable());
        Assert.Equal(standby, Take(Plain, active, new Input.Demoted()).State);
    }

    [Fact]
    public void A_token_of_another_member_counts_as_one_of_the_oldest_secret()
    {
        var state = Take(
            Plain, Active(Plain, 2, 1), new Input.Adopted(Sa, Home, KeyHandle.None)).State;
        Assert.Equal(new(1), MemoryOf(state).Given.Find(Sa.Key)!.Secret);
    }

    [Fact]
    [Requirement("RFC6290-8.2-a")]
    public void An_ESP_packet_is_answered_by_the_token_of_the_IKE_SA_that_it_belonged_to()
    {
        var packet = new Question.Packet(new(0x1000), Sa, From);
        var state = Active(ByAddress, 7);
        Assert.Equal(
            [new Output.Reveal(packet, Sa, [new(7)], Home)],
            Take(ByAddress, state, new Input.Asked(packet, SpiKnowledge.Dead))
                .Outputs.AsEnumerable());
        Assert.Empty(Take(ByAddress, state, new Input.Asked(packet, SpiKnowledge.Live)).Outputs);

        var orphan = packet with { Parent = null };
        Assert.Equal(
            [new Output.Complain(orphan)],
            Take(ByAddress, state, new Input.Asked(orphan, SpiKnowledge.Dead))
                .Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC6290-8.1-b")]
    [Requirement("RFC6290-9.3-b")]
    public void Too_many_questions_get_complaints_and_then_nothing()
    {
        var config = Checked(new Settings
        {
            Burst = 2,
            FreshFor = TimeSpan.FromSeconds(10),
            FreshTokensEvery = TimeSpan.FromSeconds(1),
            TokensEvery = TimeSpan.FromSeconds(5),
            ComplaintsEvery = TimeSpan.FromSeconds(1),
        });
        var state = Active(config, 7);
        Assert.Equal("RRCC--", Ask(0, 6));
        Assert.Equal("RC", Ask(1, 2));

        // The start was long ago: tokens are rarer.
        Assert.Equal("RRCC-", Ask(20, 5));
        Assert.Equal("CC-", Ask(24, 3));
        Assert.Equal("RCC", Ask(26, 3));

        string Ask(int seconds, int times)
        {
            var said = "";
            for (var i = 0; i < times; i++)
            {
                var next = Step(
                    config, state, Instant.Zero + TimeSpan.FromSeconds(seconds), Dead(Sa));
                state = next.State;
                said += next.Outputs.AsEnumerable().SingleOrDefault() switch
                {
                    Output.Reveal => "R",
                    Output.Complain => "C",
                    _ => "-",
                };
            }

            return said;
        }
    }

    /// <summary>RFC 6290 §9.3: at the very end of its time a start is long ago.</summary>
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    public void Tokens_are_rarer_from_the_instant_on_at_which_a_start_is_long_ago(
        int ticks, int seconds)
    {
        var config = Checked(new Settings
        {
            FreshFor = TimeSpan.FromSeconds(10),
            FreshTokensEvery = TimeSpan.FromSeconds(1),
            TokensEvery = TimeSpan.FromSeconds(5),
        });
        var now = Instant.Zero + TimeSpan.FromSeconds(10) + TimeSpan.FromTicks(ticks);
        var next = Step(config, Active(config, 7), now, Dead(Sa));
        Assert.Equal(
            now + TimeSpan.FromSeconds(seconds),
            Assert.IsType<State.Active>(next.State).Budget.Tokens);
    }

    [Fact]
    [Requirement("RFC6290-8.1-c")]
    [Requirement("RFC6290-8.1-d")]
    [Requirement("RFC6290-9.2-c")]
    public void Where_load_is_shared_tokens_are_off_unless_all_members_know_what_lives()
    {
        Settings shared = new() { Cluster = ClusterKind.LoadSharing };
        Assert.False(Checked(shared).GivesTokens);
        Assert.True(Checked(shared with { SharesLiveSpis = true }).GivesTokens);
        Assert.False(Checked(new Settings { Use = Use.Never }).GivesTokens);

        Assert.False(Config.TryCreate(shared with { Use = Use.Always }, out _, out var error));
        Assert.Equal(
            "SharesLiveSpis is false: it must be true with LoadSharing when Use is Always; "
            + "share the live SPIs, or set Use to WhereSafe",
            error.ToString());

        var off = Checked(shared);
        var state = Take(off, Active(off, 7), new Input.Born(Sa, Home, Birth.Auth, true));
        Assert.Empty(state.Outputs);
        Assert.IsType<Output.Complain>(Take(off, state.State, Dead(Other)).Outputs[0]);
        Assert.Empty(
            Take(off, Initial(off, default), new Input.Promoted()).Outputs);
    }

    [Fact]
    public void An_error_says_which_setting_to_change_and_to_what()
    {
        Assert.False(Config.TryCreate(new() { Burst = 0 }, out _, out var error));
        Assert.Equal(
            "Burst is 0: it must be at least 1; raise Burst to 1", error.ToString());
        Assert.False(Config.TryCreate(
            new() { TokensEvery = TimeSpan.FromMilliseconds(1) }, out _, out error));
        Assert.Equal(
            "TokensEvery is 1 ms: it must be at least 5 ms; raise TokensEvery to 5 ms",
            error.ToString());
        Assert.False(Config.TryCreate(
            new() { RolloverEvery = TimeSpan.Zero }, out _, out error));
        Assert.Equal("RolloverEvery", error.Name);
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date() => MachinePage.IsUpToDate(
        "TokenMaker",
        """
        The side of RFC 6290 that gives tokens and shows them after it lost its state: here with the peer's address in the token, a new secret every 2 units, and one token and one complaint in a unit. Secrets are handles; what the cluster knows of SPIs comes with the question (`LiveSpis`).
        """);

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static State Active(Config config, params ulong[] secrets) => Take(
        config,
        Take(
            config, Initial(config, default),
            new Input.Loaded([.. secrets.Select(secret => new KeyHandle(secret))])).State,
        new Input.Promoted()).State;

    private static State Born(Config config, State state, IkeSaId sa) =>
        Take(config, state, new Input.Born(sa, Home, Birth.Auth, IsInitiator: false)).State;

    private static Question.Request Question(IkeSaId sa) =>
        new(sa, ExchangeType.Informational, new(3), IsInitiator: true, From);

    private static Input.Asked Dead(IkeSaId sa) => new(Question(sa), SpiKnowledge.Dead);

    private static Next<State, Output> Take(Config config, State state, Input input) =>
        Step(config, state, Instant.Zero, input);

    private static (State, Outputs<Output>) Fields(Next<State, Output> next) =>
        (next.State, next.Outputs);

    private static Memory MemoryOf(State state) => state switch
    {
        State.Standby standby => standby.Memory,
        State.Active active => active.Memory,
    };
}
