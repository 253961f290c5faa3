using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Gateway;
using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway;

/// <summary>The configuration of the shell: what is read, and what is refused where.</summary>
public sealed class GatewayConfigs
{
    private static readonly string Clusters = ToolRun.File("samples/clusters");

    private static readonly string Sample =
        File.ReadAllText(Path.Combine(Clusters, "alice.gateway.json"));

    private static readonly JsonSchemaCheck Schema = new(JsonNode.Parse(
        File.ReadAllText(ToolRun.File("docs/gateway.schema.json")))!);

    [Fact]
    public void The_sample_is_read_and_the_schema_allows_it()
    {
        Assert.True(GatewayConfig.TryRead(Encoding.UTF8.GetBytes(Sample), out var read, out _));
        Assert.Equal("alice.json", read.Member);
        Assert.Equal("eth0", read.Interfaces.Front);
        Assert.Equal("eth0", read.Interfaces.Links!["uplink"]);
        Assert.Equal(4510, read.Sync.Port);
        Assert.Null(Schema.Wrong(JsonNode.Parse(Sample)));
        Assert.NotNull(Schema.Wrong(JsonNode.Parse(
            Sample.Replace("\"uplink\": \"eth0\"", "\"uplink\": 0", StringComparison.Ordinal))));

        var whole = read.From("/etc/holdfast");
        Assert.Equal("/etc/holdfast/alice.json", whole.Member);
        Assert.Equal("/var/lib/holdfast/alice.epoch", whole.Store);
    }

    [Theory]
    [InlineData("\"store\"", "\"stores\"", "stores", "(12,")]
    [InlineData("\"front\": \"eth0\"", "\"front\": 7", "$.interfaces.front", "(5,")]
    [InlineData("\"port\": 4510", "\"port\": \"x\"", "$.sync.port", "(7,")]
    [InlineData("\"back\": \"eth1\", ", "", "back", "(5,")]
    [InlineData("\"member\": \"alice.json\",", "\"member\": null,", "member", "(4,")]
    [InlineData("\"sync\": {", "\"sync\": [", "$.sync", "(6,")]
    [InlineData(
        "\"uplink\": \"eth0\"", "\"uplink\": null", "null", "$.interfaces.links.uplink")]
    [InlineData(
        "\"control\"", "\"hsrp_keys\": { \"7\": null }, \"control\"", "null", "$.hsrp_keys.7")]
    public void What_is_wrong_is_told_with_its_place(
        string from, string to, string what, string where)
    {
        var text = Sample.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Sample, text);
        Assert.False(GatewayConfig.TryRead(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.Contains(what, error);
        Assert.Contains(where, error);
    }

    [Theory]
    [InlineData("\"protects\": [null], \"peers\": {}", "$.ipsec.protects")]
    [InlineData(
        "\"protects\": [], \"peers\": {}, \"key_exchanges\": [null]", "$.ipsec.key_exchanges")]
    [InlineData("\"protects\": [], \"peers\": { \"carol\": null }", "$.ipsec.peers.carol")]
    public void Null_in_a_list_or_a_table_of_IPsec_is_told(string ipsec, string where)
    {
        var sample = JsonNode.Parse(Sample)!;
        sample["ipsec"] = JsonNode.Parse(
            $$"""{ "identity": "fqdn:mars.example", {{ipsec}} }""");
        Assert.False(GatewayConfig.TryRead(
            Encoding.UTF8.GetBytes(sample.ToJsonString()), out _, out var error));
        Assert.Contains($"{where}: null", error);
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        var text = Encoding.UTF8.GetBytes(Sample);
        for (var length = 0; length < text.Length - 2; length++)
        {
            Assert.False(GatewayConfig.TryRead(text.AsSpan(0, length), out _, out var error));
            Assert.NotEqual("", error);
        }

        Assert.False(GatewayConfig.TryRead("null"u8, out _, out _));
        Assert.False(GatewayConfig.TryRead(
            new byte[GatewayConfig.LengthMax + 1], out _, out var tooLong));
        Assert.Contains("are the most", tooLong);
    }

    [Theory]
    [InlineData("[\"x25519-mlkem768\", \"x25519\"]", null)]
    [InlineData("[\"mlkem1024\"]", null)]
    [InlineData("[]", "0 of them; 1 to 16")]
    [InlineData("[\"mlkem\"]", "'mlkem' is no key exchange; like x25519-mlkem768")]
    [InlineData("[\"x25519-\"]", "'x25519-' is no key exchange")]
    public void Key_exchanges_are_names_of_methods(string exchanges, string? wrong)
    {
        var sample = JsonNode.Parse(Sample)!;
        sample["ipsec"] = JsonNode.Parse($$"""
            {
              "identity": "fqdn:mars.example", "protects": ["10.1.0.0/16"], "peers": {},
              "key_exchanges": {{exchanges}}
            }
            """);
        Assert.Equal(wrong is null, Schema.Wrong(sample) is null);
        Assert.True(GatewayConfig.TryRead(
            Encoding.UTF8.GetBytes(sample.ToJsonString()), out var read, out _));
        Assert.True(ClusterMemberJson.TryRead(
            File.ReadAllBytes(Path.Combine(Clusters, "alice.json")), out var config, out _));
        var told = read.Ipsec!.Check(config);
        Assert.Equal(wrong is null, told is null);
        Assert.Contains(wrong is null ? "" : $"ipsec.key_exchanges: {wrong}", told ?? "");
    }

    [Theory]
    [InlineData("\"user_space\"", "\"tcp\": true", null)]
    [InlineData("\"xfrm\"", "\"tcp\": false", null)]
    [InlineData("\"kernel\"", "\"tcp\": false", "'kernel'; user_space or xfrm")]
    [InlineData("\"xfrm\"", "\"tcp\": true", "the kernel carries no ESP in TCP")]
    public void The_data_plane_is_this_process_or_a_kernel_that_carries_no_TCP(
        string plane, string tcp, string? wrong)
    {
        var sample = JsonNode.Parse(Sample)!;
        sample["ipsec"] = JsonNode.Parse($$"""
            {
              "identity": "fqdn:mars.example", "protects": ["10.1.0.0/16"], "peers": {},
              "data_plane": {{plane}}, {{tcp}}
            }
            """);
        Assert.Equal(plane == "\"kernel\"", Schema.Wrong(sample) is not null);
        Assert.True(GatewayConfig.TryRead(
            Encoding.UTF8.GetBytes(sample.ToJsonString()), out var read, out _));
        Assert.True(ClusterMemberJson.TryRead(
            File.ReadAllBytes(Path.Combine(Clusters, "alice.json")), out var config, out _));
        var told = read.Ipsec!.Check(config);
        Assert.Equal(wrong is null, told is null);
        Assert.Contains(wrong is null ? "" : $"ipsec.data_plane: {wrong}", told ?? "");
    }

    [Theory]
    [InlineData("x25519-x25519", "'x25519-x25519' has a method twice")]
    [InlineData(
        "x25519-x448-ecp256-ecp384-ecp521-modp2048-mlkem512-mlkem768-mlkem1024",
        "has 9 methods; 8 at most")]
    public void One_of_them_has_no_method_twice_and_not_too_many(string exchange, string wrong) =>
        Assert.Contains(wrong, Holdfast.Gateway.Ipsec.IkeProposals.Check([exchange]));

    [Fact]
    public void None_of_them_is_there_twice() => Assert.Equal(
        "one of them is there twice",
        Holdfast.Gateway.Ipsec.IkeProposals.Check(["x25519", "x25519"]));

    [Fact]
    public void Keys_of_hsrp_are_files_by_their_numbers()
    {
        const string field = "\"hsrp_keys\": { \"4\": \"four.key\" }, \"store\"";
        var text = Sample.Replace("\"store\"", field, StringComparison.Ordinal);
        Assert.Null(Schema.Wrong(JsonNode.Parse(text)));
        Assert.True(GatewayConfig.TryRead(Encoding.UTF8.GetBytes(text), out var read, out _));
        Assert.Equal("/etc/holdfast/four.key", read.From("/etc/holdfast").HsrpKeys![4]);

        var member = File.ReadAllText(Path.Combine(Clusters, "alice.json")).Replace(
            "\"priority\": 110", "\"priority\": 110, \"authentication\": { \"md5_key_id\": 4 }",
            StringComparison.Ordinal);
        Assert.True(ClusterMemberJson.TryRead(Encoding.UTF8.GetBytes(member), out var config, out _));
        Assert.Null(read.Check(config));

        var wrong = text.Replace("\"4\"", "\"four\"", StringComparison.Ordinal);
        Assert.NotNull(Schema.Wrong(JsonNode.Parse(wrong)));
        Assert.False(GatewayConfig.TryRead(Encoding.UTF8.GetBytes(wrong), out _, out var error));
        Assert.Contains("hsrp_keys", error);
    }

    /// <summary>Machines that an embedder may use and the gateway does not are not set in vain.
    /// </summary>
    [Theory]
    [InlineData("\"qcd\": {}", null)]
    [InlineData("\"qcd\": { \"maker\": {} }", "qcd.maker: the gateway gives no tokens")]
    [InlineData("\"qcd\": { \"taker\": {} }", "qcd.taker: the gateway takes no tokens")]
    [InlineData("\"nhrp\": { \"server\": {} }", "nhrp.server: the gateway does not speak NHRP")]
    [InlineData(
        "\"nhrp\": { \"registration\": {}, \"hubs\": [\"192.0.2.1\"] }",
        "nhrp.registration: the gateway does not speak NHRP")]
    [InlineData(
        "\"nhrp\": { \"shortcut\": {} }", "nhrp.shortcut: the gateway does not speak NHRP")]
    [InlineData("\"drain\": { \"redirects_peers\": false }", null)]
    [InlineData(
        "\"drain\": { \"redirects_peers\": true }",
        "drain.redirects_peers: the gateway sends no redirects")]
    public void What_the_gateway_does_not_carry_is_refused_by_its_field(string field, string? wrong)
    {
        Assert.True(GatewayConfig.TryRead(Encoding.UTF8.GetBytes(Sample), out var read, out _));
        var member = File.ReadAllText(Path.Combine(Clusters, "alice.json")).Replace(
            "\"cluster\":", $"{field}, \"cluster\":", StringComparison.Ordinal);
        Assert.True(
            ClusterMemberJson.TryRead(Encoding.UTF8.GetBytes(member), out var config, out var error),
            $"{error}");
        var told = read.Check(config);
        Assert.Equal(wrong is null, told is null);
        Assert.StartsWith(wrong ?? "", told ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("\"address\": \"10.255.0.2\"", "\"capacity\": 5", "moon has no address")]
    [InlineData(
        "\"address\": \"192.168.0.1\", \"virtual_address\": \"192.168.0.5\", \"group\": 1",
        "\"version\": \"v2\", \"address\": \"2001:db8::1\", \"virtual_address\": \"2001:db8::5\", "
            + "\"group\": 1",
        "IPv4 groups alone")]
    [InlineData(
        "\"priority\": 110, \"hello_time\": \"3s\", \"hold_time\": \"10s\"", "\"priority\": 110",
        "hsrp.front: the gateway needs hello_time and hold_time")]
    [InlineData("\"uplink\"", "\"other\"", "no link 'uplink'")]
    [InlineData(
        "\"virtual_address\": \"10.1.0.5\", \"group\": 2", "\"group\": 2",
        "hsrp.back: the gateway needs a virtual address")]
    [InlineData(
        "\"priority\": 110, \"hello_time\"",
        "\"priority\": 110, \"authentication\": { \"md5_key_id\": 4 }, \"hello_time\"",
        "hsrp_keys: key 4 of hsrp.front has no file")]
    public void It_is_held_against_the_configuration_of_the_member(
        string from, string to, string? error)
    {
        var member = File.ReadAllText(Path.Combine(Clusters, "alice.json"));
        var changed = from.Length == 0
            ? member
            : member.Replace(from, to, StringComparison.Ordinal);
        Assert.True(
            ClusterMemberJson.TryRead(Encoding.UTF8.GetBytes(changed), out var config, out var no),
            no.ToString());
        Assert.True(GatewayConfig.TryRead(Encoding.UTF8.GetBytes(Sample), out var read, out _));

        var said = read.Check(config);
        if (error is null)
        {
            Assert.Null(said);
        }
        else
        {
            Assert.Contains(error, said);
        }
    }
}
