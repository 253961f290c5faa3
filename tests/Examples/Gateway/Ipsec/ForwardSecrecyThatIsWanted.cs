using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>What the gateway offers where it rekeys a CHILD SA, and what it goes on with where the
/// peer wants forward secrecy (docs/adr/0082).</summary>
public sealed class ForwardSecrecyThatIsWanted : IDisposable
{
    private static readonly IReadOnlyList<string> Exchanges = ["modp2048", "x25519-mlkem768"];

    private readonly string _folder =
        Directory.CreateTempSubdirectory("holdfast-secrecy").FullName;

    /// <summary>Whoever took a suite with a method would wait for a KE payload in vain, and may end
    /// the IKE SA for it, as libreswan does.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("ecp256")]
    public void Every_method_that_is_offered_has_a_KE_payload_beside_it(string? pfs)
    {
        var next = Begun(pfs);
        Assert.Equal(
            pfs is null ? [] : [new IkeExchanges.Output.BeginExchange(KeyExchangeMethod.Ecp256)],
            next.Outputs.Where(output => output is IkeExchanges.Output.BeginExchange));
        var asked = Asked(pfs is null
            ? next
            : Step(next.State, new IkeExchanges.Input.Shared(new(5), Drawn)));
        var methods = MethodsIn(asked);
        Assert.Equal(pfs is null, methods.Count == 0);
        Assert.Equal(pfs is not null, asked.Method != KeyExchangeMethod.None);
    }

    [Fact]
    public void Who_refuses_that_is_asked_with_the_method_of_the_IKE_SA_and_offered_all()
    {
        var next = Step(
            Begun(pfs: null).State,
            new IkeExchanges.Input.Answered(new ExchangeMessage.Refused(
                FirstChild.Notice(NotifyType.NoProposalChosen))));
        next = Step(next.State, new IkeExchanges.Input.Committed(IkeExchanges.Side.Ours));
        Assert.Equal(
            [new IkeExchanges.Output.BeginExchange(KeyExchangeMethod.Modp2048)],
            next.Outputs.AsEnumerable());
        var asked = Asked(Step(next.State, new IkeExchanges.Input.Shared(new(5), Drawn)));
        Assert.Equal(KeyExchangeMethod.Modp2048, asked.Method);
        Assert.True(MethodsIn(asked).SetEquals(
        [
            KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp256, KeyExchangeMethod.Modp2048,
        ]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Octets Drawn => Octets.FromHex("00112233445566778899aabbccddeeff");

    private Next<IkeExchanges.State, IkeExchanges.Output> Begun(string? pfs)
    {
        var text = File.ReadAllBytes(ToolRun.File("samples/clusters/alice.json"));
        Assert.True(ClusterMemberJson.TryRead(text, out var member, out _));
        var key = Path.Combine(_folder, "carol.psk");
        File.WriteAllText(key, "secret");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var book = PeerBook.Open(
            new()
            {
                Identity = "fqdn:mars.example",
                Protects = ["10.1.0.0/16"],
                KeyExchanges = Exchanges,
                Peers = new Dictionary<string, IpsecConfig.Credentials>
                {
                    ["carol"] = new() { Psk = key, Pfs = pfs },
                },
            },
            member, CryptoProviders.Managed());
        var peer = book.Find(IdentityText.Read("fqdn:carol.example")!.Value, [])!.Peer;
        var suite = IkeProposals.SuitesOf(Exchanges)[0];
        var child = new EstablishedChild(
            new(0x301), new(0x501), EspSuites.Plain[0],
            new(peer.Traffic[0].Local, peer.Traffic[0].Remote), IsTransport: false, new(2));
        var established = Step(
            new IkeExchanges.State.Idle(),
            new IkeExchanges.Input.Established(
                new(new(new(1), new(2)), IkeRole.Initiator, suite, new(1), peer),
                [new(child)], []));
        return Step(established.State, new IkeExchanges.Input.Wanted(
            new ExchangeWish.RekeyChild(child.Inbound),
            new(Drawn, new(0x302), new(3), Drawn)));
    }

    private static Next<IkeExchanges.State, IkeExchanges.Output> Step(
        IkeExchanges.State state, IkeExchanges.Input input)
    {
        Assert.True(IkeExchanges.Config.TryCreate(
            new() { Suites = IkeProposals.SuitesOf(Exchanges) }, out var config, out _));
        return IkeExchanges.Step(config, state, Instant.Zero, input);
    }

    private static ExchangeMessage.Child Asked(
        Next<IkeExchanges.State, IkeExchanges.Output> next) =>
        Assert.IsType<ExchangeMessage.Child>(
            Assert.Single(next.Outputs.OfType<IkeExchanges.Output.Ask>()).Request);

    private static HashSet<KeyExchangeMethod> MethodsIn(ExchangeMessage.Child asked) =>
    [
        .. asked.Offer.Proposals.Proposals.SelectMany(proposal => proposal.Transforms)
            .Where(transform => transform.TransformType == TransformType.KeyExchange)
            .Select(transform => new KeyExchangeMethod(transform.TransformId.Value)),
    ];
}
