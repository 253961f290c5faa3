using System.Diagnostics;

namespace Holdfast.Tests.Interop.Live;

/// <summary>The unit for systemd that is shipped: systemd understands all of it, and a member
/// serves a tunnel with the privileges that it gives and no other.</summary>
[Collection(Lab.Second)]
public sealed class UnitTests
{
    private const string Nobody = "65534";

    private static readonly string Unit = Path.Combine(
        Corpus.Repository.Root, "deploy", "holdfast-gateway@.service");

    [SystemdFact]
    public void Systemd_understands_all_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-unit").FullName;
        try
        {
            // The tool need not be installed where this runs.
            var unit = Path.Combine(folder, "holdfast-gateway@alice.service");
            File.WriteAllText(unit, File.ReadAllText(Unit).Replace(
                "/usr/bin/holdfast", "/bin/true", StringComparison.Ordinal));
            using var verify = Process.Start(new ProcessStartInfo(
                "systemd-analyze", ["verify", "--man=no", unit])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            var complaint = verify.StandardError.ReadToEndAsync();
            var said = verify.StandardOutput.ReadToEnd() + complaint.Result;
            verify.WaitForExit();
            Assert.Equal("", said);
            Assert.Equal(0, verify.ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [PeerFact]
    public async Task A_member_needs_no_other_privilege_than_it_gives()
    {
        using var lab = new Lab(hasPeer: true);
        Give(lab);
        var privileges = Privileges(lab);
        var alice = new LiveMember(lab, "alice", privileges);
        await alice.UntilActiveAsync();
        var moon = new LiveMember(lab, "moon", privileges);
        await moon.UntilSyncedAsync();
        Assert.Equal(Nobody, StatusOf(alice.Pid, "Uid"));
        Assert.Equal("0000000000003400", StatusOf(alice.Pid, "CapEff"));
        Assert.Equal("0000000000003400", StatusOf(alice.Pid, "CapBnd"));

        var peer = new StrongSwan(lab);
        var before = peer.Connect();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        Bulk.AssertWhole(lab, Lab.Behind);

        // Its guard has them too: it takes the addresses away, and the other one gets them.
        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
        Assert.Equal(before, Assert.Single(peer.Children()));
        alice.Ended();
        alice.Restart();
        await alice.UntilSyncedAsync();
    }

    /// <summary>As systemd starts it: another user, the capabilities of the unit, and none to be
    /// had besides; /dev/net/tun is everybody's, as udev has it.</summary>
    private static string[] Privileges(Lab lab)
    {
        var tun = Path.Combine(lab.Folder, "tun");
        lab.In("net", "mknod", "-m", "666", tun, "c", "10", "200");
        var names = File.ReadAllLines(Unit)
            .Single(line => line.StartsWith("AmbientCapabilities=", StringComparison.Ordinal))
            .Split('=')[1].Split(' ')
            .Select(name => "+" + name["CAP_".Length..].ToLowerInvariant());
        var only = $"-all,{string.Join(',', names)}";
        return
        [
            "unshare", "--mount", "bash", "-c",
            "mount --bind \"$0\" /dev/net/tun && exec \"$@\"", tun,
            "setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups",
            "--no-new-privs", $"--bounding-set={only}", $"--inh-caps={only}",
            $"--ambient-caps={only}",
        ];
    }

    /// <summary>What is in the folder of the lab is theirs, as in the folders of the unit.</summary>
    private static void Give(Lab lab)
    {
        lab.In("net", "chown", "-R", $"{Nobody}:{Nobody}", lab.Folder);
        foreach (var name in (string[])["alice", "moon"])
        {
            File.WriteAllText(Path.Combine(lab.Folder, $"{name}.log"), "");
        }
    }

    private static string StatusOf(int process, string field) =>
        File.ReadAllLines($"/proc/{process}/status")
            .Single(line => line.StartsWith($"{field}:", StringComparison.Ordinal))
            .Split('\t')[1];
}

/// <summary>A test that needs systemd's own reader of units.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SystemdFactAttribute : FactAttribute
{
    /// <summary>Skips where there is none.</summary>
    public SystemdFactAttribute() => Skip = File.Exists("/usr/bin/systemd-analyze")
        ? null
        : "needs systemd-analyze";
}
