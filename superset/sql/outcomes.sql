-- All orders that ended, delivered or not.
SELECT *
FROM order_outcomes
WHERE {{ filtered() }}
