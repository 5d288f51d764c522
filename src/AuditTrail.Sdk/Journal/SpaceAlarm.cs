using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>Warns once when half and once when 80 % of the budget are taken; again only after the use has fallen well below. The writer's alone.</summary>
internal sealed class SpaceAlarm(string location, long budget, ILogger logger)
{
    private int _told;

    public void Look(long bytes)
    {
        var percent = (int)Math.Min(100, bytes / (budget / 100.0));
        var level = percent >= 80 ? 80 : percent >= 50 ? 50 : 0;
        if (level > _told)
        {
            logger.BudgetAlarm(location, bytes, level, budget);
            _told = level;
        }
        else if (percent < _told - 10)
        {
            _told = level;
        }
    }
}
