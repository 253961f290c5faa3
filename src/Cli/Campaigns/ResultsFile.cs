using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Cli.Campaigns;

/// <summary>
/// The file to which a campaign adds what it finds, seed by seed; without one it keeps nothing.
/// </summary>
internal sealed class ResultsFile : IDisposable
{
    private readonly FileStream? _file;
    private readonly WorldPlan _world;

    private ResultsFile(FileStream? file, WorldPlan world) => (_file, _world) = (file, world);

    /// <summary>Opens a file, or begins it, behind its last whole line.</summary>
    /// <param name="path">The file; null: nothing is kept.</param>
    /// <param name="world">The world.</param>
    /// <param name="head">The campaign.</param>
    /// <param name="results">What is there already.</param>
    /// <param name="wrong">Why it cannot be gone on with.</param>
    public static ResultsFile? Open(
        string? path, WorldPlan world, CampaignHead head, out CampaignResults results,
        out string? wrong)
    {
        results = new(head, []);
        wrong = null;
        if (path is null)
        {
            return new(null, world);
        }

        FileStream? file = null;
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var text = new byte[file.Length];
            file.ReadExactly(text);
            var whole = 0;
            if (text.Length > 0 && text.AsSpan().Contains((byte)'\n'))
            {
                wrong = CampaignResults.TryRead(text, out var read, out whole)
                    ?? head.Differs(read!.Head);
                results = read ?? results;
            }

            if (wrong is null)
            {
                file.SetLength(whole);
                file.Seek(0, SeekOrigin.End);
                if (whole == 0)
                {
                    file.Write(CampaignLines.Of(head));
                    file.Flush();
                }

                return new(file, world);
            }

            wrong = $"{path}: {wrong}";
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            wrong = $"{path}: {broken.Message}";
        }

        file?.Dispose();
        return null;
    }

    /// <summary>Adds a seed.</summary>
    public void Add(SeedRecord record)
    {
        if (_file is not null)
        {
            _file.Write(CampaignLines.Of(record, _world));
            _file.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
