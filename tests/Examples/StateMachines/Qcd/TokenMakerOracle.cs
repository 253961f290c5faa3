using System.Globalization;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Qcd.TokenMaker;
using Refusal = Holdfast.StateMachines.Qcd.TokenMaker.Refusal;

namespace Holdfast.Tests.Examples.StateMachines.Qcd;

/// <summary>RFC 6290 §4 to §9, for who gives tokens: one IKE SA, every state, every input, each limit
/// open and used up. Sets of SAs are the matter of the properties.</summary>
public sealed class TokenMakerOracle
{
    /// <summary>
    /// Gives: whether tokens are given at all. Secrets: none, one (4), or as many as are kept (4 3
    /// 2 1). Given: the SA has no token, one of secret 4, or one of a secret that is lost. Address:
    /// whether a token would hold another one. Tokens, complaints: each limit. Sweep: whether
    /// tokens are being replaced. Memory: the secrets, when the next one is due, the SA's token.
    /// Rest: the role, until when it is fresh, both limits, when the sweep goes on.
    /// </summary>
    private const string Table = """
        role    | gives | secrets | given      | address | tokens | complaints | due     | input                        || memory                         | rest                 | outputs                      | why
        standby | *     | none    | *          | *       | *      | *          | *       | loaded none                  || {memory}                       | {rest}               |                              | no secrets
        active  | no    | none    | *          | *       | *      | *          | *       | loaded none                  || {memory}                       | {rest}               |                              | no secrets
        active  | yes   | none    | *          | *       | *      | *          | *       | loaded none                  || {memory}                       | {rest}               | MakeSecret                   | no secrets
        *       | *     | some    | *          | *       | *      | *          | *       | loaded none                  || {memory}                       | {rest}               |                              | known secret
        *       | *     | *       | *          | *       | *      | *          | *       | loaded one                   || [9] {roll} {given}             | {rest, swept}        | {forgets}                    | loaded
        *       | *     | none    | *          | *       | *      | *          | *       | loaded five                  || [9 8 7 6] {roll} {given}       | {rest, swept}        | Forget 5                     | loaded
        *       | *     | some    | *          | *       | *      | *          | *       | loaded five                  || [9 8 7 6] {roll} {given}       | {rest, swept}        | {forgets}, Forget 5          | loaded
        *       | *     | none    | *          | *       | *      | *          | *       | made new                     || [9] {roll} {given}             | {rest, swept}        |                              | new secret
        *       | *     | one     | *          | *       | *      | *          | *       | made new                     || [9 4] {roll} {given}           | {rest}               |                              | new secret
        *       | *     | four    | *          | *       | *      | *          | *       | made new                     || [9 4 3 2] {roll} {given}       | {rest, swept}        | Forget 1                     | new secret
        *       | *     | some    | *          | *       | *      | *          | *       | made known                   || {memory}                       | {rest}               |                              | known secret
        standby | *     | *       | *          | *       | *      | *          | *       | born, moved, asked           || {memory}                       | {rest}               |                              | standby
        active  | no    | *       | *          | *       | *      | *          | *       | born                         || {memory}                       | {rest}               |                              | not given
        active  | yes   | none    | *          | *       | *      | *          | *       | born                         || {memory}                       | {rest}               |                              | no secret yet
        active  | yes   | some    | *          | *       | *      | *          | *       | by IKE_AUTH                  || {secrets} {rollover} 4/{taker} | {rest}               | Give 4/{taker} IkeAuth       | given
        active  | yes   | some    | *          | *       | *      | *          | *       | rekeyed by us, resumed by us || {secrets} {rollover} 4/{taker} | {rest}               | Give 4/{taker} Informational | given anew
        active  | yes   | some    | *          | *       | *      | *          | *       | rekeyed by it                || {secrets} {rollover} 4/{taker} | {rest}               | Give 4/{taker} CreateChildSa | given anew
        active  | yes   | some    | *          | *       | *      | *          | *       | resumed by it                || {secrets} {rollover} 4/{taker} | {rest}               | Give 4/{taker} IkeAuth       | given anew
        active  | *     | *       | none       | *       | *      | *          | *       | moved                        || {memory}                       | {rest}               |                              | no token
        active  | *     | *       | kept, lost | same    | *      | *          | *       | moved                        || {memory}                       | {rest}               |                              | still good
        active  | no    | *       | kept, lost | other   | *      | *          | *       | moved                        || {memory}                       | {rest}               |                              | not given
        active  | yes   | none    | kept, lost | other   | *      | *          | *       | moved                        || {memory}                       | {rest}               |                              | no secret yet
        active  | yes   | some    | kept, lost | other   | *      | *          | *       | by MOBIKE                    || {secrets} {rollover} 4/{taker} | {rest}               | Give 4/{taker} AddressUpdate | moved
        active  | yes   | some    | kept, lost | other   | *      | *          | *       | by itself                    || {secrets} {rollover} 4/{taker} | {rest}               | Give 4/{taker} Informational | moved
        *       | *     | *       | *          | *       | *      | *          | *       | adopted of 3                 || {secrets} {rollover} 3/{taker} | {rest}               |                              | adopted
        *       | *     | none    | *          | *       | *      | *          | *       | adopted                      || {secrets} {rollover} 0/{taker} | {rest}               |                              | adopted
        *       | *     | one     | *          | *       | *      | *          | *       | adopted                      || {secrets} {rollover} 4/{taker} | {rest}               |                              | adopted
        *       | *     | four    | *          | *       | *      | *          | *       | adopted                      || {secrets} {rollover} 1/{taker} | {rest}               |                              | adopted
        *       | *     | *       | none       | *       | *      | *          | *       | ended                        || {memory}                       | {rest}               |                              | no token
        *       | *     | *       | kept, lost | *       | *      | *          | *       | ended                        || {secrets} {rollover} none      | {rest}               |                              | ended
        active  | *     | *       | *          | *       | *      | *          | *       | live                         || {memory}                       | {rest}               |                              | live
        active  | *     | *       | *          | *       | *      | open       | *       | uncertain                    || {memory}                       | {complained}         | Complain                     | uncertain
        active  | no    | *       | *          | *       | *      | open       | *       | dead                         || {memory}                       | {complained}         | Complain                     | not given
        active  | yes   | *       | *          | *       | *      | open       | *       | no parent                    || {memory}                       | {complained}         | Complain                     | no parent
        active  | yes   | *       | kept, lost | *       | *      | open       | *       | own                          || {memory}                       | {complained}         | Complain                     | given here
        active  | yes   | none    | none       | *       | *      | open       | *       | own                          || {memory}                       | {complained}         | Complain                     | no secret yet
        active  | yes   | none    | *          | *       | *      | open       | *       | foreign                      || {memory}                       | {complained}         | Complain                     | no secret yet
        active  | yes   | some    | none       | *       | used   | open       | *       | own                          || {memory}                       | {complained}         | Complain                     | too many tokens
        active  | yes   | some    | *          | *       | used   | open       | *       | foreign                      || {memory}                       | {complained}         | Complain                     | too many tokens
        active  | yes   | some    | none       | *       | open   | *          | *       | own                          || {memory}                       | {shown}              | Reveal {secrets}/{taker}     | shown
        active  | yes   | some    | *          | *       | open   | *          | *       | foreign request              || {memory}                       | {shown}              | Reveal {secrets}/{taker}     | shown
        active  | yes   | some    | *          | *       | open   | *          | *       | foreign packet               || {memory}                       | {shown}              | Reveal {secrets}/{taker}     | shown for child
        active  | *     | *       | *          | *       | *      | used       | *       | uncertain                    || {memory}                       | {rest}               |                              | too many
        active  | no    | *       | *          | *       | *      | used       | *       | dead                         || {memory}                       | {rest}               |                              | too many
        active  | yes   | *       | *          | *       | *      | used       | *       | no parent                    || {memory}                       | {rest}               |                              | too many
        active  | yes   | *       | kept, lost | *       | *      | used       | *       | own                          || {memory}                       | {rest}               |                              | too many
        active  | yes   | none    | none       | *       | *      | used       | *       | own                          || {memory}                       | {rest}               |                              | too many
        active  | yes   | none    | *          | *       | *      | used       | *       | foreign                      || {memory}                       | {rest}               |                              | too many
        active  | yes   | some    | none       | *       | used   | used       | *       | own                          || {memory}                       | {rest}               |                              | too many
        active  | yes   | some    | *          | *       | used   | used       | *       | foreign                      || {memory}                       | {rest}               |                              | too many
        *       | *     | *       | *          | *       | *      | *          | *       | Unprotected                  || {memory}                       | {rest}               |                              | unprotected
        *       | *     | *       | *          | *       | *      | *          | *       | Response                     || {memory}                       | {rest}               |                              | response
        *       | *     | *       | *          | *       | *      | *          | *       | NoSa                         || {memory}                       | {rest}               |                              | no SA
        standby | yes   | none    | *          | *       | *      | *          | *       | promoted                     || {memory}                       | active +600s - - -   | MakeSecret                   | no secrets
        standby | no    | none    | *          | *       | *      | *          | *       | promoted                     || {memory}                       | active +600s - - -   |                              | promoted
        standby | *     | some    | none       | *       | *      | *          | *       | promoted                     || {memory}                       | active +600s - - -   |                              | promoted
        standby | *     | some    | kept, lost | *       | *      | *          | *       | promoted                     || {memory}                       | active +600s - - +0s |                              | promoted
        active  | *     | *       | *          | *       | *      | *          | *       | promoted                     || {memory}                       | {rest}               |                              | active already
        standby | *     | *       | *          | *       | *      | *          | *       | demoted                      || {memory}                       | {rest}               |                              | standby already
        active  | *     | *       | *          | *       | *      | *          | *       | demoted                      || {memory}                       | standby              |                              | demoted
        standby | *     | *       | *          | *       | *      | *          | *       | tick                         || {memory}                       | {rest}               |                              | not due
        active  | *     | *       | *          | *       | *      | *          | secret  | tick                         || {secrets} +100s {given}        | {rest}               | MakeSecret                   | rollover
        active  | *     | none    | *          | *       | *      | *          | sweep   | tick                         || {memory}                       | {rest, done}         |                              | replaced
        active  | *     | some    | none, kept | *       | *      | *          | sweep   | tick                         || {memory}                       | {rest, done}         |                              | replaced
        active  | *     | some    | lost       | *       | *      | *          | sweep   | tick                         || {secrets} {rollover} 4/{was}   | {rest, done}         | Give 4/{was} Informational   | replaced
        active  | *     | *       | *          | *       | *      | *          | nothing | tick                         || {memory}                       | {rest}               |                              | not due
        """;

    private const string Kinds = """
        not due         = Holdfast: nothing is due
        standby         = Holdfast: a standby sends
        active already  = Holdfast: it is active already
        standby already = Holdfast: it is a standby already
        promoted        = RFC 6290 §6: whoever takes over
        demoted         = Holdfast: from now on another
        loaded          = RFC 6290 §5.1: the secrets have outlived
        no secrets      = RFC 6290 §5.1: the first start
        rollover        = RFC 6290 §5.1: the secret has made
        new secret      = RFC 6290 §5.1: a new secret
        known secret    = Holdfast: the secret is known
        given           = RFC 6290 §4.2: IKE_AUTH
        given anew      = RFC 6290 §4.3: the new IKE SA
        not given       = RFC 6290 §8.1: tokens are off
        no secret yet   = RFC 6290 §5.1: there is no secret
        moved           = RFC 6290 §5.2: the token has the peer's
        still good      = RFC 6290 §4.4: the token can still
        no token        = Holdfast: no token was given
        adopted         = RFC 6290 §6: another member gave
        replaced        = RFC 6290 §4.4: tokens that can't
        ended           = RFC 6290 §5.3: the token went
        shown           = RFC 6290 §4.5: nobody has the IKE SA
        shown for child = RFC 6290 §8.2: nobody has the IKE SA
        live            = RFC 6290 §9.2: a member has
        given here      = RFC 6290 §9.2: a token was given
        uncertain       = RFC 6290 §9.2: a member may have
        no parent       = RFC 6290 §8.2: the IKE SA of the SPI
        too many tokens = RFC 6290 §8.1: too many tokens
        too many        = RFC 7296 §2.21.4: too many complaints
        unprotected     = RFC 6290 §4.5: only a protected
        response        = RFC 7296 §1.5: no response
        no SA           = RFC 7296 §2.6: no IKE SA
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly IkeSaId Sa = new(new(0x0101), new(0x0202));
    private static readonly IkeSaId Other = new(new(0x0303), new(0x0404));
    private static readonly HostAddress Home = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Abroad = HostAddress.Parse("192.0.2.2");
    private static readonly Sender From = new(Home, 500, HostAddress.Parse("203.0.113.1"));

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(
            Machine, Cases(), Kinds, state => $"{Told(MemoryOf(state))} | {Rest(state)}", Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from gives in (bool[])[true, false]
        from method in Enum.GetValues<Method>()
        let config = Configured(gives, method)
        from memory in Memories(method)
        from state in States(memory)
        from said in Inputs()
        let isKnown = memory.Secrets.Count > 0 && said.Name == "made known"
        where isKnown || said.Name != "made known"
        select Made(config, gives, method, memory, state, said.Name, said.Input);

    private static Trial<Config, State, Input> Made(
        Config config, bool gives, Method method, Memory memory, State state, string name,
        Input input)
    {
        var budget = state is State.Active { Budget: var all } ? all : default;
        var sweep = (state as State.Active)?.Sweep;
        var every = Now < budget.FreshUntil ? Second : 10 * Second;
        var given = memory.Given.Find(Sa.Key);
        var taker = Taker(method, input is Input.Moved { Taker: var to } ? to : Home);
        var isSwept = memory.Given.Count > 0;
        return new(
            [
                state is State.Active ? "active" : "standby", gives ? "yes" : "no",
                memory.Secrets.Count switch { 0 => "none", 1 => "one/some", _ => "four/some" },
                given is null ? "none" : given.Secret.Value == 4 ? "kept" : "lost",
                given is not null && Name(given.Taker) == taker ? "same" : "other",
                budget.Tokens - Now > every ? "used" : "open",
                budget.Complaints - Now > 5 * Second ? "used" : "open",
                memory.RolloverAt <= Now ? "secret" : sweep?.At <= Now ? "sweep" : "nothing",
                name is "no parent/asked" && !gives ? "dead/asked"
                    : !gives && input is Input.Asked { Knowledge: SpiKnowledge.Dead } ? "dead/asked"
                    : name,
            ],
            config, state, Now, input)
        {
            Given =
            [
                ("{memory}", Told(memory)), ("{rest}", Rest(state)),
                ("{roll}", gives ? "+100s" : "-"), ("{secrets}", Secrets(memory)),
                ("{rollover}", When(memory.RolloverAt)), ("{given}", Told(given)),
                ("{taker}", taker), ("{was}", given is null ? "" : Name(given.Taker)),
                ("{forgets}", string.Join(
                    ", ", memory.Secrets.Select(secret => $"Forget {secret.Value}"))),
                ("{rest, swept}", Rest(state, sweep: isSwept ? "+0s" : "-")),
                ("{rest, done}", Rest(state, sweep: "-")),
                ("{complained}", Rest(state, complaints: Spent(budget.Complaints, 5 * Second))),
                ("{shown}", Rest(state, tokens: Spent(budget.Tokens, every))),
            ],
        };
    }

    private static IEnumerable<Memory> Memories(Method method) =>
        from secrets in (ulong[][])[[], [4], [4, 3, 2, 1]]
        from due in secrets.Length == 0 ? (Instant?[])[null] : [Now + (50 * Second), Now]
        from token in (ulong[])[0, 4, 77]
        select new Memory(
            [.. secrets.Select(secret => new KeyHandle(secret))], due,
            token == 0
                ? default
                : default(Table<Given>).With(new Given(
                    Sa, new(token), method == Method.ByAddress ? Home : null)));

    private static IEnumerable<State> States(Memory memory)
    {
        yield return new State.Standby(memory);
        foreach (var sweep in new Sweep[] { new(0, Now), new(0, Now + Unit) })
        {
            yield return new State.Active(memory, default, sweep);
        }

        foreach (var budget in
            from fresh in (Instant?[])[null, Now, Now + Unit]
            from tokens in (Instant?[])
            [
                null, Now + Second, Now + Second + Unit, Now + (10 * Second) + Unit,
            ]
            from complaints in (Instant?[])[null, Now + (5 * Second), Now + (5 * Second) + Unit]
            select new Budget(fresh, tokens, complaints))
        {
            yield return new State.Active(memory, budget, null);
        }
    }

    private static IEnumerable<(string Name, Input Input)> Inputs()
    {
        var request = new Question.Request(
            Other, ExchangeType.Informational, new(7), IsInitiator: true, From);
        var packet = new Question.Packet(new(0x1000), Other, From);
        return
        [
            ("loaded none", new Input.Loaded([])), ("loaded one", new Input.Loaded([new(9)])),
            ("loaded five", new Input.Loaded([new(9), new(8), new(7), new(6), new(5)])),
            ("made new", new Input.SecretMade(new(9))),
            ("made known", new Input.SecretMade(new(4))),
            ("by IKE_AUTH/born", new Input.Born(Sa, Home, Birth.Auth, IsInitiator: true)),
            ("by IKE_AUTH/born", new Input.Born(Sa, Home, Birth.Auth, IsInitiator: false)),
            ("rekeyed by us/born", new Input.Born(Sa, Home, Birth.Rekey, IsInitiator: true)),
            ("rekeyed by it/born", new Input.Born(Sa, Home, Birth.Rekey, IsInitiator: false)),
            ("resumed by us/born", new Input.Born(Sa, Home, Birth.Resumption, IsInitiator: true)),
            ("resumed by it/born", new Input.Born(Sa, Home, Birth.Resumption, IsInitiator: false)),
            ("by MOBIKE/moved", new Input.Moved(Sa, Abroad, IsByMobike: true)),
            ("by itself/moved", new Input.Moved(Sa, Abroad, IsByMobike: false)),
            ("by itself/moved", new Input.Moved(Sa, Home, IsByMobike: false)),
            ("adopted of 3", new Input.Adopted(Sa, Home, new(3))),
            ("adopted", new Input.Adopted(Sa, Home, KeyHandle.None)),
            ("ended", new Input.Ended(Sa)),
            ("live/asked", new Input.Asked(request, SpiKnowledge.Live)),
            ("uncertain/asked", new Input.Asked(request, SpiKnowledge.Uncertain)),
            ("own/asked", new Input.Asked(request with { Sa = Sa }, SpiKnowledge.Dead)),
            ("foreign request/foreign/asked", new Input.Asked(request, SpiKnowledge.Dead)),
            ("foreign packet/foreign/asked", new Input.Asked(packet, SpiKnowledge.Dead)),
            ("no parent/asked", new Input.Asked(packet with { Parent = null }, SpiKnowledge.Dead)),
            .. Enum.GetValues<Refusal>().Select(why => ($"{why}", (Input)new Input.Refused(why))),
            ("promoted", new Input.Promoted()), ("demoted", new Input.Demoted()),
            ("tick", new Input.Tick()),
        ];
    }

    private static Memory MemoryOf(State state) => state switch
    {
        State.Standby standby => standby.Memory,
        State.Active active => active.Memory,
    };

    private static string Told(Memory memory) =>
        $"{Secrets(memory)} {When(memory.RolloverAt)} {Told(memory.Given.Find(Sa.Key))}";

    private static string Secrets(Memory memory) =>
        $"[{string.Join(' ', memory.Secrets.Select(secret => secret.Value))}]";

    private static string Told(Given? given) =>
        given is null ? "none" : $"{given.Secret.Value}/{Name(given.Taker)}";

    private static string Rest(
        State state, string? tokens = null, string? complaints = null, string? sweep = null) =>
        state switch
        {
            State.Standby => "standby",
            State.Active(_, var budget, var at) => $"active {When(budget.FreshUntil)} "
                + $"{tokens ?? When(budget.Tokens)} {complaints ?? When(budget.Complaints)} "
                + (sweep ?? When(at?.At))
                + (at is { From: var from } && from != UInt128.Zero ? $" from {from}" : ""),
        };

    /// <summary>A flow with one message more.</summary>
    private static string Spent(Instant? flow, TimeSpan every) =>
        When((flow > Now ? flow.Value : Now) + every);

    private static string When(Instant? at) => at is { } then
        ? string.Create(CultureInfo.InvariantCulture, $"+{(then - Now) / Second}s")
        : "-";

    private static string Taker(Method method, HostAddress address) =>
        Name(method == Method.ByAddress ? address : null);

    private static string Name(HostAddress? taker) =>
        taker is null ? "nobody"
        : taker == Home ? "home"
        : taker == Abroad ? "abroad"
        : $"{taker}";

    private static string Said(Output output) => output switch
    {
        Output.MakeSecret => nameof(Output.MakeSecret),
        Output.Give(_, var secret, var taker, var vessel) =>
            $"Give {secret.Value}/{Name(taker)} {vessel}",
        Output.Reveal(_, _, var secrets, var taker) =>
            $"Reveal [{string.Join(' ', secrets.Select(secret => secret.Value))}]/{Name(taker)}",
        Output.Complain => nameof(Output.Complain),
        Output.Forget(var secret) => $"Forget {secret.Value}",
    };

    private static Config Configured(bool gives, Method method) => Config.TryCreate(
        new()
        {
            Use = gives ? Use.WhereSafe : Use.Never,
            Method = method,
            RolloverEvery = 100 * Second,
            FreshFor = 600 * Second,
            FreshTokensEvery = Second,
            TokensEvery = 10 * Second,
            ComplaintsEvery = 5 * Second,
            Burst = 2,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
