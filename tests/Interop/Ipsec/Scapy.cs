using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Interop.Ipsec;

/// <summary>Scapy's IPsec in a process of its own: an independent implementation.</summary>
internal static class Scapy
{
    private static readonly string Script = Path.Combine(Folder(), "scapy_peer.py");

    /// <summary>A Python that has Scapy with its ciphers; null: none has.</summary>
    public static string? Python { get; } = ((string[])["/usr/bin/python3", "python3"])
        .FirstOrDefault(HasScapy);

    /// <summary>Answers to requests, in their order: octets of packets.</summary>
    public static IReadOnlyList<byte[]> Ask(IEnumerable<JsonObject> requests)
    {
        var lines = requests.Select(request => request.ToJsonString()).ToList();
        using var process = Start(Script);
        var complaint = process.StandardError.ReadToEndAsync();
        var answers = new List<byte[]>();
        foreach (var line in lines)
        {
            process.StandardInput.WriteLine(line);
            var answer = process.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException($"Scapy ended: {complaint.Result}");
            using var read = JsonDocument.Parse(answer);
            if (!read.RootElement.TryGetProperty("packet", out var packet))
                throw new InvalidOperationException($"Scapy says {answer} to {line}");
            answers.Add(Convert.FromHexString(packet.GetString()!));
        }

        process.StandardInput.Close();
        process.WaitForExit();
        return answers;
    }

    private static bool HasScapy(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                python, ["-c", "import scapy.layers.ipsec, cryptography"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string script) => Process.Start(
        new ProcessStartInfo(Python!, ["-W", "ignore", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static string Folder([CallerFilePath] string source = "") =>
        Path.GetDirectoryName(source)!;
}

/// <summary>A theory that asks Scapy.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ScapyTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without Scapy.</summary>
    public ScapyTheoryAttribute() => Skip = Scapy.Python is null
        ? "Scapy with python3-cryptography is not installed: the peer is absent"
        : null;
}
